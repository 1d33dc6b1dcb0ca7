// Server messages as bytes. A message is one frame of the transport: u8 kind, then its fields.
//
// 65 welcome    varint protocol · varint now, ms · hlc · position head · varint decided, each: text origin, varint seq
//               · varint stale, text each · varint horizon, ms · u8 can write?
// 66 batch      varint from · varint to · vector · hlc · varint records, each as in log-record-codec.ts
// 67 truncated  varint head         68 expect  text origin · varint seq        69 stale  text origin
// 70 bootstrap  position · text commit · bytes manifest · varint schema version · bytes origins (origin-table.ts) · hlc
// 71 pages      varint request · varint pages, each: varint 0 for none, or 1 + length and the bytes
// 72 pong       varint nonce · varint now, ms · varint head                    73 error  text code · text message

import { unreachable } from '../base/assert.ts'
import { asLsn, asOriginId } from '../base/brand.ts'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import { readHlc, writeHlc } from '../base/cell-codec.ts'
import { malformedMessage } from './client-message-codec.ts'
import { readLogRecord, readVector, writeLogRecord, writeVector } from './log-record-codec.ts'
import { decodeOrigins, encodeOrigins } from './origin-table.ts'
import { readPosition, writePosition } from './position.ts'
import { messageMaxBytes } from './protocol-version.ts'
import type { Batch, Bootstrap, ServerMessage } from './server-message.ts'

const kinds = { welcome: 65, batch: 66, truncated: 67, expect: 68, stale: 69, bootstrap: 70, pages: 71, pong: 72, error: 73 } as const

/** Mirror of `decodeServerMessage`. */
export function encodeServerMessage(message: ServerMessage): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writer.u8(kinds[message.kind])
  switch (message.kind) {
    case 'welcome':
      writeWelcome(writer, message)
      break
    case 'batch':
      writeBatch(writer, message)
      break
    case 'truncated':
      writer.varint(message.head)
      break
    case 'expect':
      writer.text(message.origin)
      writer.varint(message.seq)
      break
    case 'stale':
      writer.text(message.origin)
      break
    case 'bootstrap':
      writeBootstrap(writer, message)
      break
    case 'pages':
      writePages(writer, message)
      break
    case 'pong':
      writer.varint(message.nonce)
      writer.varint(message.nowMs)
      writer.varint(message.head)
      break
    case 'error':
      writer.text(message.code)
      writer.text(message.message)
      break
    default:
      unreachable(message)
  }
  return writer.finish()
}

type Welcome = Extract<ServerMessage, { kind: 'welcome' }>
type Pages = Extract<ServerMessage, { kind: 'pages' }>

function writeWelcome(writer: BytesWriter, welcome: Welcome): void {
  writer.varint(welcome.protocol)
  writer.varint(welcome.nowMs)
  writeHlc(writer, welcome.hlc)
  writePosition(writer, welcome.head)
  writer.varint(welcome.decided.length)
  for (const { origin, seq } of welcome.decided) {
    writer.text(origin)
    writer.varint(seq)
  }
  writer.varint(welcome.stale.length)
  for (const origin of welcome.stale) writer.text(origin)
  writer.varint(Math.max(0, welcome.horizonMs))
  writer.u8(welcome.canWrite ? 1 : 0)
}

function writeBatch(writer: BytesWriter, batch: Batch): void {
  writer.varint(batch.from)
  writer.varint(batch.to)
  writeVector(writer, batch.vector)
  writeHlc(writer, batch.hlc)
  writer.varint(batch.records.length)
  for (const record of batch.records) writeLogRecord(writer, record)
}

function writeBootstrap(writer: BytesWriter, bootstrap: Bootstrap): void {
  writePosition(writer, bootstrap.position)
  writer.text(bootstrap.commit)
  writer.bytes(bootstrap.manifest)
  writer.varint(bootstrap.schemaVersion)
  writer.bytes(encodeOrigins(bootstrap.origins))
  writeHlc(writer, bootstrap.hlc)
}

function writePages(writer: BytesWriter, { request, pages }: Pages): void {
  writer.varint(request)
  writer.varint(pages.length)
  for (const page of pages) {
    writer.varint(page === null ? 0 : page.length + 1)
    if (page !== null) writer.raw(page)
  }
}

/** Mirror of `encodeServerMessage`. Throws PROTOCOL_MALFORMED. */
export function decodeServerMessage(bytes: Uint8Array<ArrayBuffer>): ServerMessage {
  if (bytes.length > messageMaxBytes) throw malformedMessage(`${bytes.length} bytes are too many`)
  const reader = new BytesReader(bytes, malformedMessage)
  const message = readMessage(reader)
  reader.end()
  return message
}

function readMessage(reader: BytesReader): ServerMessage {
  const kind = reader.u8()
  switch (kind) {
    case kinds.welcome:
      return readWelcome(reader)
    case kinds.batch:
      return readBatch(reader)
    case kinds.truncated:
      return { kind: 'truncated', head: asLsn(reader.varint()) }
    case kinds.expect: {
      const origin = asOriginId(reader.text())
      return { kind: 'expect', origin, seq: reader.varint() }
    }
    case kinds.stale:
      return { kind: 'stale', origin: asOriginId(reader.text()) }
    case kinds.bootstrap:
      return readBootstrap(reader)
    case kinds.pages:
      return readPages(reader)
    case kinds.pong: {
      const nonce = reader.varint()
      const nowMs = reader.varint()
      return { kind: 'pong', nonce, nowMs, head: asLsn(reader.varint()) }
    }
    case kinds.error: {
      const code = reader.text()
      return { kind: 'error', code, message: reader.text() }
    }
    default:
      throw reader.fail(`unknown kind ${kind}`)
  }
}

function readWelcome(reader: BytesReader): Welcome {
  const protocol = reader.varint()
  const nowMs = reader.varint()
  const hlc = readHlc(reader)
  const head = readPosition(reader)
  const decided = []
  for (let left = reader.count(2); left > 0; left--) {
    const origin = asOriginId(reader.text())
    decided.push({ origin, seq: reader.varint() })
  }
  const stale = []
  for (let left = reader.count(); left > 0; left--) stale.push(asOriginId(reader.text()))
  const horizonMs = reader.varint()
  const canWrite = reader.u8()
  if (canWrite > 1) throw reader.fail('a flag above 1')
  return { kind: 'welcome', protocol, nowMs, hlc, head, decided, stale, horizonMs, canWrite: canWrite === 1 }
}

function readBatch(reader: BytesReader): ServerMessage {
  const from = asLsn(reader.varint())
  const to = asLsn(reader.varint())
  const vector = readVector(reader)
  const hlc = readHlc(reader)
  const records = []
  let previous: number = from
  for (let left = reader.count(10); left > 0; left--) {
    const record = readLogRecord(reader)
    if (record.lsn <= previous || record.lsn > to) throw reader.fail('a batch with records out of order')
    previous = record.lsn
    records.push(record)
  }
  if (to < from) throw reader.fail('a batch that goes backwards')
  return { kind: 'batch', from, to, vector, hlc, records }
}

function readBootstrap(reader: BytesReader): ServerMessage {
  const position = readPosition(reader)
  const commit = reader.text()
  const manifest = reader.bytes().slice()
  const schemaVersion = reader.varint()
  const origins = decodeOrigins(reader.bytes(), malformedMessage)
  return { kind: 'bootstrap', position, commit, manifest, schemaVersion, origins, hlc: readHlc(reader) }
}

function readPages(reader: BytesReader): Pages {
  const request = reader.varint()
  const pages: (Uint8Array<ArrayBuffer> | null)[] = []
  for (let left = reader.count(); left > 0; left--) {
    const length = reader.varint()
    pages.push(length === 0 ? null : reader.raw(length - 1).slice())
  }
  return { kind: 'pages', request, pages }
}
