// Devices with a server in one process: real engines on both sides, the real sessions, and a connection without a network.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually, patienceMs } from '@zendb/shared/testing/eventually'
import { systemClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import { tokenRetryMs } from '@zendb/shared/base/limits'
import { systemRandom } from '@zendb/shared/base/random'
import { BranchDatabase } from '@zendb/shared/engine/branch-database'
import { EngineAcceptor } from '@zendb/shared/engine/engine-acceptor'
import { RemotePageStore } from '@zendb/shared/engine/remote-page-store'
import { ReplicaDatabase } from '@zendb/shared/engine/replica-database'
import { toRowObjects } from '@zendb/shared/exec/row-objects'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import type { FetchPages } from '@zendb/shared/sync/replica-store'
import { SessionDriver } from '@zendb/shared/sync/session-driver'
import { systemTimers, type Transport } from '@zendb/shared/sync/transport'
import type { SyncEvent } from '../service/sync-status.ts'
import type { TokenSource } from '../options/zen-db-options.ts'
import { SyncedDatabase } from './synced-database.ts'

/** One end of a connection inside the process. */
class PipeEnd implements Transport {
  readonly bufferedBytes = 0
  peer: PipeEnd | null = null
  #early: Uint8Array<ArrayBuffer>[] = []
  #receive: ((bytes: Uint8Array<ArrayBuffer>) => void) | null = null
  #closed: ((code: number) => void) | null = null

  send(bytes: Uint8Array<ArrayBuffer>): void {
    const { peer } = this
    setTimeout(() => peer?.arrive(bytes), 0)
  }

  arrive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#receive === null) this.#early.push(bytes)
    else this.#receive(bytes)
  }

  close(code: number): void {
    for (const end of [this.peer, this]) end?.end(code)
  }

  end(code: number): void {
    this.peer = null
    const closed = this.#closed
    this.#closed = null
    if (closed !== null) setTimeout(() => closed(code), 0)
  }

  onMessage(listener: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    this.#receive = listener
    for (const bytes of this.#early.splice(0)) listener(bytes)
  }

  onClose(listener: (code: number) => void): void {
    this.#closed = listener
  }
}

class Server {
  readonly pages = new MemoryPageStore()
  isReachable = true
  isSilent = false
  /** Tokens that it does not take. */
  readonly expired = new Set<string | null>()
  /** Connections are made when this is. */
  gate: Promise<void> = Promise.resolve()
  #branch: BranchDatabase | null = null

  async branch(): Promise<BranchDatabase> {
    this.#branch ??= await BranchDatabase.open({
      name: 'shop',
      pageStore: this.pages,
      logStore: new MemoryLogStore(),
      clock: systemClock,
      random: systemRandom,
    })
    return this.#branch
  }

  async connect(): Promise<Transport> {
    if (!this.isReachable) throw new ZenError('OFFLINE', 'no server')
    if (this.isSilent) return new Promise(() => {})
    await this.gate
    const [client, server] = [new PipeEnd(), new PipeEnd()]
    client.peer = server
    server.peer = client
    const acceptor = new EngineAcceptor(await this.branch(), this.pages)
    void new SessionDriver(server, {
      clock: systemClock,
      timers: systemTimers,
      gate: {
        open: async ({ token }) => {
          if (this.expired.has(token)) throw new ZenError('AUTH_INVALID', 'the token has expired')
          return { acceptor, canWrite: true }
        },
      },
    })
    return client
  }
}

interface Device {
  readonly replica: ReplicaDatabase
  readonly sync: SyncedDatabase
  readonly events: SyncEvent[]
  readonly fetch: FetchPages
  run(sql: string): Promise<{ rows: unknown[]; verdict: () => Promise<void> }>
}

let server = new Server()
const devices: Device[] = []

async function openDevice(syncMode: 'eventual' | 'manual' = 'eventual', token: TokenSource | null = null): Promise<Device> {
  let fetch: FetchPages = () => Promise.reject(new ZenError('OFFLINE', 'not connected'))
  const pageStore = new RemotePageStore(new MemoryPageStore(), hashes => fetch(hashes))
  const replica = await ReplicaDatabase.open({
    name: 'shop',
    pageStore,
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: systemRandom,
  })
  const sync = new SyncedDatabase({
    replica,
    endpoint: { scheme: 'ws', host: 'localhost', database: 'shop', branch: 'main' },
    connect: () => server.connect(),
    checked: { name: 'shop', token, syncMode },
    setFetch: next => (fetch = next),
  })
  const session = replica.database.connect()
  const events: SyncEvent[] = []
  sync.onEvent(event => events.push(event))
  const device: Device = {
    replica,
    sync,
    events,
    fetch: hashes => fetch(hashes),
    run: async sql => {
      const { rows, durable, changeSet } = await session.execute(sql)
      await durable
      return {
        rows: rows === null ? [] : toRowObjects(rows),
        verdict: async () => (changeSet === null ? undefined : sync.verdict(changeSet)),
      }
    },
  }
  devices.push(device)
  return device
}

afterEach(async () => {
  for (const { sync, replica } of devices.splice(0)) {
    await sync.close()
    await replica.close()
  }
  server = new Server()
})

async function twoDevices(): Promise<[Device, Device]> {
  const first = await openDevice()
  await first.sync.started(patienceMs)
  await (await first.run('CREATE TABLE t (id int PRIMARY KEY, n int)')).verdict()
  const second = await openDevice()
  await second.sync.started(patienceMs)
  return [first, second]
}

describe('a synced database', () => {
  it('sends its writes, hears their verdict, and shows those of others', async () => {
    const [first, second] = await twoDevices()
    const write = await first.run('INSERT INTO t VALUES (1, 10)')
    await write.verdict()
    await eventually(async () => expect((await second.run('SELECT * FROM t')).rows).toEqual([{ id: 1, n: 10 }]))
    expect(first.sync.status).toMatchObject({ connection: 'online', outbox: 0, rejected: 0, error: null })
    await eventually(async () => expect((await first.replica.rootHash()).hash).toBe((await second.replica.rootHash()).hash))
  })

  it('keeps writes that are made offline, and sends them when it resumes', async () => {
    const [first, second] = await twoDevices()
    first.sync.pause()
    expect(first.sync.status.connection).toBe('paused')
    const write = await first.run('INSERT INTO t VALUES (2, 20)')
    expect(first.sync.outbox()).toEqual([{ id: expect.any(String), rows: 1, tables: ['t'], madeAt: expect.any(Date) }])
    const verdict = write.verdict()
    first.sync.resume()
    await verdict
    await eventually(async () => expect((await second.run('SELECT id FROM t')).rows).toEqual([{ id: 2 }]))
    expect(first.sync.outbox()).toEqual([])
  })

  it('tells of a write that was refused, takes it back, and lets it be discarded', async () => {
    const [first, second] = await twoDevices()
    first.sync.pause()
    const refused = await first.run('INSERT INTO t VALUES (1, 1)')
    const verdict = refused.verdict()
    await (await second.run('INSERT INTO t VALUES (1, 2)')).verdict()
    first.sync.resume()
    await expect(verdict).rejects.toMatchObject({ code: 'WRITE_REJECTED' })
    expect((await first.run('SELECT * FROM t')).rows).toEqual([{ id: 1, n: 2 }])
    expect(first.events).toEqual([{ kind: 'rejected', write: expect.objectContaining({ code: '23505', tables: ['t'] }) }])
    const [{ id }] = first.sync.rejected()
    await expect(refused.verdict()).rejects.toMatchObject({ code: 'WRITE_REJECTED' })
    await first.sync.discard(id)
    expect(first.sync.rejected()).toEqual([])
    // It was refused, whatever became of it since.
    await expect(refused.verdict()).rejects.toMatchObject({ code: 'WRITE_REJECTED', message: expect.stringContaining('duplicate key') })
    await expect(first.sync.discard(id)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  it('makes a refused write again when the reason is gone', async () => {
    const [first, second] = await twoDevices()
    first.sync.pause()
    const refused = await first.run('INSERT INTO t VALUES (1, 1)')
    const verdict = refused.verdict()
    await (await second.run('INSERT INTO t VALUES (1, 2)')).verdict()
    first.sync.resume()
    await expect(verdict).rejects.toMatchObject({ code: 'WRITE_REJECTED' })
    await (await second.run('DELETE FROM t WHERE id = 1')).verdict()
    await eventually(async () => expect((await first.run('SELECT * FROM t')).rows).toEqual([]))
    await first.sync.retry(first.sync.rejected()[0].id)
    await eventually(async () => expect((await second.run('SELECT * FROM t')).rows).toEqual([{ id: 1, n: 1 }]))
    expect(first.sync.rejected()).toEqual([])
    await expect(refused.verdict()).rejects.toMatchObject({ code: 'WRITE_REJECTED' })
  })

  it('hears a verdict that only the state of the server tells', async () => {
    const [first] = await twoDevices()
    first.sync.pause()
    const verdict = (await first.run('INSERT INTO t VALUES (3, 3)')).verdict()
    const branch = await server.branch()
    await branch.accept(first.replica.pending)
    const { lsn, seed, roots, hlc, origins } = await branch.checkpoint()
    const own = first.replica.openOrigins().flatMap(({ origin }) => origins.get(origin) ?? [])
    await first.replica.start({ lsn, seed, roots, hlc, origins: own, sequences: [] })
    await expect(verdict).resolves.toBeUndefined()
  })
})

describe('pages that are not on this device', () => {
  it('are waited for while the connection is being made', async () => {
    const [first] = await twoDevices()
    await (await first.run('INSERT INTO t VALUES (1, 10)')).verdict()
    await (await server.branch()).checkpoint()
    const [hash] = await server.pages.list()
    let open = (): void => {}
    server.gate = new Promise(resolve => (open = resolve))
    const late = await openDevice()
    const page = late.fetch([hash])
    open()
    expect(await page).toEqual(await server.pages.read([hash]))
  })

  it('are an error without a connection', async () => {
    server.isReachable = false
    const device = await openDevice()
    await eventually(() => expect(device.sync.status.connection).toBe('offline'))
    await expect(device.fetch([])).rejects.toMatchObject({ code: 'OFFLINE' })
  })
})

describe('the first contact', () => {
  it('is not waited for when there is no server, nor when nobody tries', async () => {
    server.isReachable = false
    const offline = await openDevice()
    const manual = await openDevice('manual')
    for (const device of [offline, manual]) {
      const startMs = performance.now()
      await expect(device.sync.started(60_000)).rejects.toMatchObject({ code: 'OFFLINE' })
      expect(performance.now() - startMs).toBeLessThan(patienceMs)
    }
  })

  it('is waited for no longer than said', async () => {
    server.isSilent = true
    const device = await openDevice()
    await expect(device.sync.started(5)).rejects.toMatchObject({ code: 'OFFLINE', message: expect.stringContaining('5 ms') })
  })
})

describe('a token that the server refuses', () => {
  it('is asked for anew when the app resumes', async () => {
    server.expired.add('old')
    let token = 'old'
    const device = await openDevice('eventual', () => token)
    await eventually(() => expect(device.sync.status).toMatchObject({ connection: 'refused', error: expect.stringContaining('expired') }))
    token = 'new'
    device.sync.resume()
    await eventually(() => expect(device.sync.status).toMatchObject({ connection: 'online', error: null }))
  })

  it('is asked for again by itself when a function gives it, and writes go on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      server.expired.add('old')
      const tokens = ['old', 'old', 'new']
      const device = await openDevice('eventual', () => tokens.shift() ?? 'new')
      // The device works on real stores meanwhile, whose pace no clock of the test sets.
      await vi.waitUntil(
        async () => {
          await vi.advanceTimersByTimeAsync(tokenRetryMs / 10)
          return device.sync.status.connection === 'online'
        },
        { timeout: patienceMs, interval: 5 },
      )
      expect(device.sync.status).toMatchObject({ connection: 'online', error: null })
      expect(tokens).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  it('stays refused when it is a text: only the app can give another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      server.expired.add('old')
      const device = await openDevice('eventual', 'old')
      // The device works on real stores meanwhile, whose pace no clock of the test sets.
      await vi.waitUntil(async () => {
        await vi.advanceTimersByTimeAsync(1000)
        return device.sync.status.connection === 'refused'
      }, patienceMs)
      for (let i = 0; i < 30; i++) await vi.advanceTimersByTimeAsync(1000)
      expect(device.sync.status.connection).toBe('refused')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
