// How far a replica has come: a place in one region's copy of a branch's log, and what the state there contains.

import { asLsn, type Lsn } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { readVector, writeVector } from './log-record-codec.ts'
import type { LogRecord, RegionName, RegionVector } from './log-record.ts'

export interface Position {
  readonly region: RegionName
  readonly lsn: Lsn
  readonly vector: RegionVector
}

/** The position after `record`. */
export function positionAfter(position: Position, record: LogRecord): Position {
  const vector = new Map(position.vector)
  vector.set(record.region, record.rseq)
  return { region: position.region, lsn: record.lsn, vector }
}

export function startOf(region: RegionName): Position {
  return { region, lsn: asLsn(0), vector: new Map() }
}

/** Mirror of `readPosition`. */
export function writePosition(writer: BytesWriter, position: Position): void {
  writer.text(position.region)
  writer.varint(position.lsn)
  writeVector(writer, position.vector)
}

/** Mirror of `writePosition`. */
export function readPosition(reader: BytesReader): Position {
  const region = reader.text()
  const lsn = asLsn(reader.varint())
  return { region, lsn, vector: readVector(reader) }
}
