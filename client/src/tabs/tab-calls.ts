// Requests of one tab on their way: kept until they are answered, across changes of the leader.
// A transaction belongs to the leader that began it; its later requests are never shown to another one.

import type { AnswerOf, Request, RequestKind, RequestOf } from '../service/request.ts'
import { transactionLost } from '../service/recall-answer.ts'
import { afterLeaderChange } from './after-leader-change.ts'
import type { Epoch } from './tab-messages.ts'

export interface TabCall {
  readonly id: number
  /** With the transaction's number as the leader knows it. */
  readonly request: Request
  /** Unique for ever: a leader remembers by it what it stored. */
  readonly name: string
  /** An earlier leader may have stored it. */
  isRepeat: boolean
  /** The leader that it was given to; null: none yet. */
  epoch: Epoch | null
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export class TabCalls {
  readonly #tab: string
  readonly #send: (call: TabCall) => Epoch | null
  /** All that are not answered, by number, in order. */
  readonly #calls = new Map<number, TabCall>()
  /** Those that no leader has, in order. */
  #waiting: TabCall[] = []
  /** Own number of a transaction -> who has it under which number. */
  readonly #transactions = new Map<number, { readonly epoch: Epoch; readonly id: number }>()
  #lastCall = 0
  #lastTransaction = 0

  /** `send` gives a call to the present leader and answers which that is; null when nobody takes it now. */
  constructor(tab: string, send: (call: TabCall) => Epoch | null) {
    this.#tab = tab
    this.#send = send
  }

  get isWaiting(): boolean {
    return this.#calls.size > 0
  }

  /** `epoch`: the present leader. */
  call<Kind extends RequestKind>(request: RequestOf<Kind>, epoch: Epoch | null): Promise<AnswerOf<Kind>> {
    const answer = new Promise<unknown>((resolve, reject) => {
      const translated = this.#translate(request, epoch)
      if (translated === 'lost') return reject(transactionLost())
      if (translated === 'gone') return resolve(undefined)
      const id = ++this.#lastCall
      const call: TabCall = { id, request: translated, name: `${this.#tab}:${id}`, isRepeat: false, epoch: null, resolve, reject }
      this.#calls.set(id, call)
      this.#dispatch(call)
    })
    return answer as Promise<AnswerOf<Kind>> // each kind is answered with its own type
  }

  /** A transaction's number as `epoch` knows it; null: that leader does not have it. */
  transactionOf(transaction: number, epoch: Epoch): number | null {
    const begun = this.#transactions.get(transaction)
    return begun !== undefined && begun.epoch === epoch ? begun.id : null
  }

  #translate(request: Request, epoch: Epoch | null): Request | 'lost' | 'gone' {
    if (!('transaction' in request)) return request
    const begun = this.#transactions.get(request.transaction)
    if (request.kind !== 'run') this.#transactions.delete(request.transaction)
    if (begun !== undefined && begun.epoch === epoch) return { ...request, transaction: begun.id }
    return request.kind === 'rollback' ? 'gone' : 'lost'
  }

  #dispatch(call: TabCall): void {
    // What waits in the queue may wait for a transaction to end, so a transaction's own requests pass by.
    if ('transaction' in call.request) call.epoch = this.#send(call)
    else {
      this.#waiting.push(call)
      this.#pump()
    }
  }

  /** How many a leader has and has not answered. */
  get inFlight(): number {
    return this.#calls.size - this.#waiting.length
  }

  /** Sends in order, as long as somebody takes them. */
  #pump(): void {
    while (this.#waiting.length > 0) {
      const epoch = this.#send(this.#waiting[0])
      if (epoch === null) return
      const call = this.#waiting.shift()
      if (call !== undefined) call.epoch = epoch
    }
  }

  /** An answer of the leader `epoch`; one that was not asked, or too late, is ignored. */
  answered(id: number, epoch: Epoch, value: unknown): void {
    const call = this.#take(id, epoch)
    if (call === undefined) return
    if (call.request.kind === 'begin') {
      const transaction = ++this.#lastTransaction
      this.#transactions.set(transaction, { epoch, id: Number(value) })
      call.resolve(transaction)
    } else call.resolve(value)
    this.#pump()
  }

  failed(id: number, epoch: Epoch, error: unknown): void {
    this.#take(id, epoch)?.reject(error)
    this.#pump()
  }

  /** The leader `epoch` could not do it, and nothing happened. */
  refused(id: number, epoch: Epoch): void {
    const call = this.#calls.get(id)
    if (call === undefined || call.epoch !== epoch) return
    this.#decide(call, true)
    this.#inOrder()
  }

  /** A new leader: what another one has not answered is looked at; `isKept` names leaders that may still answer. */
  leaderChanged(epoch: Epoch, isKept: (epoch: Epoch) => boolean): void {
    for (const call of [...this.#calls.values()])
      if (call.epoch !== null && call.epoch !== epoch && !isKept(call.epoch)) this.#decide(call, false)
    this.#inOrder()
  }

  #inOrder(): void {
    this.#waiting.sort((a, b) => a.id - b.id)
    this.#pump()
  }

  #decide(call: TabCall, wasRefused: boolean): void {
    const fate = afterLeaderChange(call.request, wasRefused)
    switch (fate.kind) {
      case 'repeat by name':
        call.isRepeat = true
        call.epoch = null
        this.#waiting.push(call)
        return
      case 'send again':
        call.epoch = null
        this.#waiting.push(call)
        return
      case 'done':
        this.#calls.delete(call.id)
        return call.resolve(undefined)
      case 'fail':
        this.#calls.delete(call.id)
        return call.reject(fate.error)
    }
  }

  #take(id: number, epoch: Epoch): TabCall | undefined {
    const call = this.#calls.get(id)
    if (call === undefined || call.epoch !== epoch) return undefined
    this.#calls.delete(id)
    return call
  }

  /** Nothing will be answered any more. */
  rejectAll(error: unknown): void {
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    this.#waiting = []
    this.#transactions.clear()
    for (const call of calls) call.reject(error)
  }
}
