// Requests of one tab on their way: kept until they are answered, across changes of the leader.
// A transaction belongs to the leader that began it; its later requests are never shown to another one.

import { SqlError } from '@zendb/shared/base/errors'
import type { AnswerOf, Request, RequestKind, RequestOf } from '../service/request.ts'
import { afterLeaderChange, transactionLost } from './after-leader-change.ts'
import type { Epoch } from './tab-messages.ts'

export interface TabCall {
  readonly id: number
  /** With the transaction's number as the leader knows it. */
  readonly request: Request
  /** The leader that it was given to; null: none yet. */
  epoch: Epoch | null
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export class TabCalls {
  readonly #send: (call: TabCall) => void
  readonly #calls = new Map<number, TabCall>()
  /** Own number of a transaction -> who has it under which number. */
  readonly #transactions = new Map<number, { readonly epoch: Epoch; readonly id: number }>()
  #lastCall = 0
  #lastTransaction = 0

  /** `send` gives a call to the present leader and notes it in `call.epoch`, or does nothing when there is none. */
  constructor(send: (call: TabCall) => void) {
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
      const call: TabCall = { id: ++this.#lastCall, request: translated, epoch: null, resolve, reject }
      this.#calls.set(call.id, call)
      this.#send(call)
    })
    return answer as Promise<AnswerOf<Kind>> // each kind is answered with its own type
  }

  #translate(request: Request, epoch: Epoch | null): Request | 'lost' | 'gone' {
    if (!('transaction' in request)) return request
    const begun = this.#transactions.get(request.transaction)
    if (request.kind !== 'run') this.#transactions.delete(request.transaction)
    if (begun !== undefined && begun.epoch === epoch) return { ...request, transaction: begun.id }
    return request.kind === 'rollback' ? 'gone' : 'lost'
  }

  /** An answer of the leader `epoch`; one that was not asked, or too late, is ignored. */
  answered(id: number, epoch: Epoch, value: unknown): void {
    const call = this.#take(id, epoch)
    if (call === undefined) return
    if (call.request.kind !== 'begin') return call.resolve(value)
    const transaction = ++this.#lastTransaction
    this.#transactions.set(transaction, { epoch, id: Number(value) })
    call.resolve(transaction)
  }

  failed(id: number, epoch: Epoch, error: unknown): void {
    this.#take(id, epoch)?.reject(error)
  }

  /** The leader `epoch` could not do it, and nothing happened. */
  refused(id: number, epoch: Epoch): void {
    const call = this.#calls.get(id)
    if (call !== undefined && call.epoch === epoch) this.#decide(call, true)
  }

  /** A new leader: everything that another one has not answered is looked at; `isKept` names leaders that may still answer. */
  leaderChanged(epoch: Epoch, isKept: (epoch: Epoch) => boolean): void {
    for (const call of [...this.#calls.values()]) {
      if (call.epoch === epoch || (call.epoch !== null && isKept(call.epoch))) continue
      if (call.epoch === null) this.#send(call)
      else this.#decide(call, false)
    }
  }

  #decide(call: TabCall, wasRefused: boolean): void {
    const fate = afterLeaderChange(call.request, wasRefused)
    switch (fate.kind) {
      case 'send again':
        call.epoch = null
        return this.#send(call)
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
    this.#transactions.clear()
    for (const call of calls) call.reject(error)
  }
}

/** A request that cannot be sent to another tab: a parameter cannot be cloned. */
export function notCloneable(cause: unknown): SqlError {
  return new SqlError('22P02', 'a parameter cannot be sent to the tab that has the database open', { cause })
}
