// The WebSocket face of a real server on a real port: what it does with those who speak nonsense, too much, too slowly or not at all.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { afterEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { asLsn, type PageHash } from '@zendb/shared/base/brand'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { encodeClientMessage } from '@zendb/shared/sync/client-message-codec'
import type { ClientMessage } from '@zendb/shared/sync/client-message'
import { messageMaxBytes, protocolVersion } from '@zendb/shared/sync/protocol-version'
import { decodeServerMessage } from '@zendb/shared/sync/server-message-codec'
import type { ServerMessage } from '@zendb/shared/sync/server-message'
import { EngineBranchService } from '../branches/engine-branch-service.ts'
import { packPrefix } from '../durable/object-names.ts'
import { decodePackFooter, packFooterBytes } from '../durable/pack-codec.ts'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { signToken } from '../testing/sign-token.ts'
import { buildApp } from './build-app.ts'

const secret = 'a secret of more than thirty-two characters'
const objects = new MemoryObjectStore()
const open: { readonly app: FastifyInstance; readonly branches: EngineBranchService }[] = []
afterEach(async () => {
  for (const { app, branches } of open.splice(0)) {
    await app.close()
    await branches.close()
  }
})

function serviceOf(store = objects): EngineBranchService {
  const ports = { clock: systemClock, random: systemRandom, holder: 'test', sleep: (ms: number) => sleep<void>(ms) }
  return new EngineBranchService({ objects: store, ...ports, createsDatabases: true })
}

interface TestServer {
  readonly app: FastifyInstance
  readonly branches: EngineBranchService
  readonly url: string
}

async function listen(jwtSecret: string | null = null): Promise<TestServer> {
  const branches = serviceOf()
  const app = await buildApp({ branches, clock: systemClock, jwtSecret, staticFolder: null })
  open.push({ app, branches })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, branches, url: `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/sync` }
}

/** A device that says what a test tells it to, and keeps what it hears. */
class Peer {
  readonly socket: WebSocket
  readonly heard: ServerMessage[] = []
  readonly closed: Promise<number>

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, maxPayload: messageMaxBytes })
    this.socket.binaryType = 'arraybuffer'
    this.socket.on('message', (bytes: ArrayBuffer) => this.heard.push(decodeServerMessage(new Uint8Array(bytes))))
    this.closed = new Promise(resolve => this.socket.on('close', resolve))
    this.socket.on('error', () => {})
  }

  static async open(server: TestServer, path = 'shop/main', headers: Record<string, string> = {}): Promise<Peer> {
    const peer = new Peer(`${server.url}/${path}`, headers)
    await once(peer.socket, 'open')
    return peer
  }

  say(message: ClientMessage): void {
    this.socket.send(encodeClientMessage(message))
  }

  hello(parts: Partial<Extract<ClientMessage, { kind: 'hello' }>> = {}): void {
    const hello = { protocol: protocolVersion, replica: 'test', token: null, database: 'shop', branch: 'main', origins: [], position: null }
    this.say({ kind: 'hello', ...hello, ...parts })
  }

  async hears(kind: ServerMessage['kind']): Promise<ServerMessage> {
    await expect.poll(() => this.heard.some(message => message.kind === kind)).toBe(true)
    return this.heard.find(message => message.kind === kind) as ServerMessage
  }
}

describe('a session ends, with a reason, for', () => {
  const bad: readonly (readonly [string, (peer: Peer) => void, number, string])[] = [
    ['a text frame', peer => peer.socket.send('hello'), 4400, 'PROTOCOL_MALFORMED'],
    ['an empty frame', peer => peer.socket.send(new Uint8Array(0)), 4400, 'PROTOCOL_MALFORMED'],
    ['random bytes', peer => peer.socket.send(systemRandom.bytes(500)), 4400, 'PROTOCOL_MALFORMED'],
    ['a cut hello', peer => peer.socket.send(encodeClientMessage({ kind: 'ping', nonce: 1 }).slice(0, 1)), 4400, 'PROTOCOL_MALFORMED'],
    ['a greeting of megabytes', peer => peer.hello({ replica: 'r'.repeat(2_000_000) }), 4400, 'PROTOCOL_MALFORMED'],
    ['a ping before the hello', peer => peer.say({ kind: 'ping', nonce: 1 }), 4400, 'PROTOCOL_MALFORMED'],
    ['a push before the hello', peer => peer.say({ kind: 'push', changeSets: [] }), 4400, 'PROTOCOL_MALFORMED'],
    ['a version from the future', peer => peer.hello({ protocol: protocolVersion + 1 }), 4426, 'PROTOCOL_VERSION'],
    ['a version from the past', peer => peer.hello({ protocol: 0 }), 4426, 'PROTOCOL_VERSION'],
  ]
  test.each(bad)('%s', async (_, act, code, reason) => {
    const peer = await Peer.open(await listen())
    act(peer)
    expect(await peer.closed).toBe(code)
    expect(peer.heard.at(-1)).toMatchObject({ kind: 'error', code: reason })
  })

  test('a branch that is not there, and one that cannot be', async () => {
    const server = await listen()
    for (const path of ['shop/nowhere', 'shop/a%20b', 'a%20b/main']) {
      const peer = await Peer.open(server, path)
      peer.hello()
      expect(await peer.closed).toBe(4404)
    }
  })

  test('a place in the log that is not there yet', async () => {
    const peer = await Peer.open(await listen())
    peer.hello()
    await peer.hears('welcome')
    peer.say({ kind: 'stream', from: asLsn(1_000_000) })
    expect(await peer.closed).toBe(4400)
  })

  test('a frame above the limit, before it is read', async () => {
    const peer = await Peer.open(await listen())
    peer.socket.send(new Uint8Array(messageMaxBytes + 1))
    expect(await peer.closed).toBe(1009)
  })
})

describe('tokens of sessions', () => {
  test('come in the hello or the header, and not in the address', async () => {
    const server = await listen(secret)
    const token = signToken({}, secret)
    const inHello = await Peer.open(server)
    inHello.hello({ token })
    await inHello.hears('welcome')
    const inHeader = await Peer.open(server, 'shop/main', { authorization: `Bearer ${token}` })
    inHeader.hello()
    await inHeader.hears('welcome')
    const inAddress = await Peer.open(server, `shop/main?token=${token}`)
    inAddress.hello()
    expect(await inAddress.closed).toBe(4401)
    expect(inAddress.heard.at(-1)).toMatchObject({ kind: 'error', code: 'AUTH_REQUIRED' })
  })

  test('one that ends while the session lasts ends the session, and the client may come back', async () => {
    const server = await listen(secret)
    const peer = await Peer.open(server)
    peer.hello({ token: signToken({ exp: Math.ceil(Date.now() / 1000) + 1 }, secret) })
    await peer.hears('welcome')
    expect(await peer.closed).toBe(1001)
  })

  test('one to read may not push', async () => {
    const peer = await Peer.open(await listen(secret))
    peer.hello({ token: signToken({ access: 'read' }, secret) })
    await peer.hears('welcome')
    peer.say({ kind: 'push', changeSets: [] })
    expect(await peer.closed).toBe(4401)
  })
})

describe('a slow reader', () => {
  test('costs a bounded amount of memory, whatever it asks for', { timeout: 30_000 }, async () => {
    const server = await listen()
    const main = await server.branches.open('slow', 'main')
    await main.query('CREATE TABLE d (id int PRIMARY KEY, body text)', [])
    for (let i = 0; i < 12; i++) await main.query("INSERT INTO d SELECT $1::int * 1000 + i, md5(i::text || $1::text) || repeat(md5(random()::text), 60) FROM generate_series(1, 999) i", [i]) // prettier-ignore
    const peer = await Peer.open(server, 'slow/main')
    peer.hello({ database: 'slow' })
    await peer.hears('welcome')
    peer.say({ kind: 'bootstrap', origins: [] })
    await peer.hears('bootstrap')
    const hashes = (await storedPages('slow')).slice(0, 512)
    expect(hashes.length).toBeGreaterThan(100)
    peer.socket.pause()
    peer.say({ kind: 'stream', from: asLsn(1) })
    for (let request = 1; request <= 600; request++) peer.say({ kind: 'pages', request, hashes })
    let most = 0
    for (let i = 0; i < 30; i++) {
      await sleep(50)
      for (const client of server.app.websocketServer.clients) most = Math.max(most, client.bufferedAmount)
    }
    expect(most).toBeLessThan(32 * 1024 * 1024)
    // It wakes up and gets what it asked for, in order.
    peer.socket.resume()
    await peer.hears('batch')
    await peer.hears('pages')
    peer.socket.terminate()
  })
})

/** Names of the pages in the packs of a database. */
async function storedPages(database: string): Promise<PageHash[]> {
  const hashes: PageHash[] = []
  for (const key of await objects.list(packPrefix(database))) {
    const bytes = await objects.get(key)
    if (bytes === null) continue
    const footerBytes = packFooterBytes(bytes)
    const entry = { name: key, byteLength: bytes.length, footerBytes, pageCount: 0, dead: [] }
    hashes.push(...decodePackFooter(bytes.slice(bytes.length - footerBytes), entry, key).addresses.keys())
  }
  return hashes
}

test('a peer that goes in the middle of everything leaves nothing behind', async () => {
  const server = await listen()
  for (let i = 0; i < 30; i++) {
    const peer = await Peer.open(server)
    peer.hello()
    if (i % 3 > 0) await peer.hears('welcome')
    if (i % 3 === 2) peer.say({ kind: 'stream', from: asLsn(1) })
    peer.socket.terminate()
  }
  await expect.poll(async () => (await server.app.inject('/metrics')).body).toContain('zendb_sync_sessions 0')
})

test('a server that stops says so, and its clients come back by themselves', async () => {
  const server = await listen()
  const peer = await Peer.open(server)
  peer.hello()
  await peer.hears('welcome')
  await server.app.close()
  await peer.closed
  expect(peer.heard.at(-1)).toMatchObject({ kind: 'error', code: 'STORAGE_CLOSED' })
})

describe('when another server takes the branch', () => {
  test('sessions that only read end too, and come back to the state of the other', async () => {
    const server = await listen()
    const peer = await Peer.open(server)
    peer.hello()
    await peer.hears('welcome')
    const other = serviceOf()
    const main = await other.open('shop', 'main')
    await main.query('CREATE TABLE IF NOT EXISTS taken (id int)', [])
    // Nobody writes here: a server looks by itself, from time to time, after the branches that somebody listens to.
    await server.branches.checkLeases()
    expect(await peer.closed).toBe(1013)
    expect(peer.heard.at(-1)).toMatchObject({ kind: 'error', code: 'LEASE_LOST' })
    await other.close()
    const again = await Peer.open(server)
    again.hello()
    expect(await again.hears('welcome')).toMatchObject({ head: { lsn: (await main.commit()).lsn } })
  })
})
