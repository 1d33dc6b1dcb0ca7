// Client messages as bytes. A message is one frame of the transport: u8 kind, then its fields.
//
// 1 hello      u32 "ZSYN" · varint protocol · text replica · u8 token? text · text database · text branch
//              · varint origins, each: text, varint last seq · u8 position? position
// 2 push       varint change sets, each as in changes/change-set-codec.ts
// 3 stream     varint from          4 bootstrap  varint origins, text each
// 5 pages      varint request · varint hashes, 32 bytes each
// 6 ping       varint nonce

import { unreachable } from '../base/assert.ts'
import { asLsn, asOriginId, asPageHash } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { writeChangeSet } from '../changes/change-set-codec.ts'
import { readChangeSet } from '../changes/change-set-reader.ts'
import type { ClientMessage, OpenOrigin } from './client-message.ts'
import { readPosition, writePosition } from './position.ts'
import { messageMaxBytes, pagesMaxHashes } from './protocol-version.ts'

const helloMagic = 0x4e59535a
const kinds = { hello: 1, push: 2, stream: 3, bootstrap: 4, pages: 5, ping: 6 } as const
const hashBytes = 32

/** Mirror of `decodeClientMessage`. */
export function encodeClientMessage(message: ClientMessage): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writer.u8(kinds[message.kind])
  switch (message.kind) {
    case 'hello':
      writeHello(writer, message)
      break
    case 'push':
      writer.varint(message.changeSets.length)
      for (const changeSet of message.changeSets) writeChangeSet(writer, changeSet)
      break
    case 'stream':
      writer.varint(message.from)
      break
    case 'bootstrap':
      writer.varint(message.origins.length)
      for (const origin of message.origins) writer.text(origin)
      break
    case 'pages':
      writer.varint(message.request)
      writer.varint(message.hashes.length)
      for (const hash of message.hashes) writer.raw(fromHex(hash))
      break
    case 'ping':
      writer.varint(message.nonce)
      break
    default:
      unreachable(message)
  }
  return writer.finish()
}

type Hello = Extract<ClientMessage, { kind: 'hello' }>

function writeHello(writer: BytesWriter, hello: Hello): void {
  writer.u32(helloMagic)
  writer.varint(hello.protocol)
  writer.text(hello.replica)
  writer.u8(hello.token === null ? 0 : 1)
  if (hello.token !== null) writer.text(hello.token)
  writer.text(hello.database)
  writer.text(hello.branch)
  writer.varint(hello.origins.length)
  for (const { origin, lastSeq } of hello.origins) {
    writer.text(origin)
    writer.varint(lastSeq)
  }
  writer.u8(hello.position === null ? 0 : 1)
  if (hello.position !== null) writePosition(writer, hello.position)
}

/** PROTOCOL_MALFORMED for a message of the other side that does not decode. */
export function malformedMessage(reason: string): ZenError {
  return new ZenError('PROTOCOL_MALFORMED', `a message does not decode: ${reason}`)
}

/** Mirror of `encodeClientMessage`. Throws PROTOCOL_MALFORMED. */
export function decodeClientMessage(bytes: Uint8Array<ArrayBuffer>): ClientMessage {
  if (bytes.length > messageMaxBytes) throw malformedMessage(`${bytes.length} bytes are too many`)
  const reader = new BytesReader(bytes, malformedMessage)
  const message = readMessage(reader)
  reader.end()
  return message
}

function readMessage(reader: BytesReader): ClientMessage {
  const kind = reader.u8()
  switch (kind) {
    case kinds.hello:
      return readHello(reader)
    case kinds.push: {
      const changeSets = []
      for (let left = reader.count(10); left > 0; left--) changeSets.push(readChangeSet(reader))
      return { kind: 'push', changeSets }
    }
    case kinds.stream:
      return { kind: 'stream', from: asLsn(reader.varint()) }
    case kinds.bootstrap:
      return { kind: 'bootstrap', origins: Array.from({ length: reader.count() }, () => asOriginId(reader.text())) }
    case kinds.pages: {
      const request = reader.varint()
      const count = reader.count(hashBytes)
      if (count > pagesMaxHashes) throw reader.fail(`${count} pages are too many for one request`)
      return { kind: 'pages', request, hashes: Array.from({ length: count }, () => asPageHash(toHex(reader.raw(hashBytes)))) }
    }
    case kinds.ping:
      return { kind: 'ping', nonce: reader.varint() }
    default:
      throw reader.fail(`unknown kind ${kind}`)
  }
}

function readHello(reader: BytesReader): Hello {
  if (reader.u32() !== helloMagic) throw reader.fail('not a hello of ZenDB')
  const protocol = reader.varint()
  const replica = reader.text()
  const token = readFlag(reader) ? reader.text() : null
  const database = reader.text()
  const branch = reader.text()
  const origins: OpenOrigin[] = []
  for (let left = reader.count(2); left > 0; left--) {
    const origin = asOriginId(reader.text())
    origins.push({ origin, lastSeq: reader.varint() })
  }
  const position = readFlag(reader) ? readPosition(reader) : null
  return { kind: 'hello', protocol, replica, token, database, branch, origins, position }
}

function readFlag(reader: BytesReader): boolean {
  const flag = reader.u8()
  if (flag > 1) throw reader.fail('a flag above 1')
  return flag === 1
}
