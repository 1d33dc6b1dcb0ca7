import { describe, expect, it } from 'vitest'
import { ZenError } from '@zendb/shared/base/errors'
import { connectionWaitMs } from '@zendb/shared/base/limits'
import { ConnectionWait } from './connection-wait.ts'

/** Timers that ring when told. */
class ManualTimers {
  readonly #set = new Map<() => void, number>()

  get count(): number {
    return this.#set.size
  }

  set(ms: number, ring: () => void): () => void {
    this.#set.set(ring, ms)
    return () => this.#set.delete(ring)
  }

  pass(ms: number): void {
    for (const [ring, after] of [...this.#set]) if (after <= ms) ring()
  }
}

const start = (): { timers: ManualTimers; wait: ConnectionWait } => {
  const timers = new ManualTimers()
  return { timers, wait: new ConnectionWait(timers) }
}

describe('who needs the server', () => {
  it.each(['live', 'bootstrapping'] as const)('goes on at once when it is %s', async phase => {
    const { wait } = start()
    wait.phaseChanged(phase)
    await expect(wait.ready()).resolves.toBeUndefined()
  })

  it.each(['paused', 'waiting', 'stopped'] as const)('is refused at once when it is %s', async phase => {
    const { wait } = start()
    wait.phaseChanged(phase)
    await expect(wait.ready()).rejects.toMatchObject({ code: 'OFFLINE' })
  })

  it('waits for an attempt that succeeds', async () => {
    const { wait, timers } = start()
    wait.phaseChanged('connecting')
    const ready = wait.ready()
    wait.phaseChanged('greeting')
    wait.phaseChanged('live')
    await expect(ready).resolves.toBeUndefined()
    expect(timers.count).toBe(0)
  })

  it('hears of an attempt that fails', async () => {
    const { wait } = start()
    wait.phaseChanged('connecting')
    const ready = wait.ready()
    wait.phaseChanged('waiting')
    await expect(ready).rejects.toMatchObject({ code: 'OFFLINE' })
  })

  it('waits no longer than the limit, and not beyond the end', async () => {
    const { wait, timers } = start()
    wait.phaseChanged('connecting')
    const [late, closed] = [wait.ready(), wait.ready()]
    const ended = new ZenError('STORAGE_CLOSED', 'closed')
    timers.pass(connectionWaitMs)
    await expect(late).rejects.toMatchObject({ code: 'OFFLINE' })
    await expect(closed).rejects.toMatchObject({ code: 'OFFLINE' })
    const next = wait.ready()
    wait.end(ended)
    await expect(next).rejects.toBe(ended)
  })
})
