// An inner node as a page. Called by checkpoint-tree.ts, page-cache.ts and reachable-pages.ts.
//
// height  : u8, 1 = the children are leaves
// children: varint count, then 32 bytes of hash each, then a run of 0 or 1: has blobs below (integer-codec.ts)
//           first, so that garbage collection reads them without knowing the layout
// flags   : u8, 1 = binary keys, 2 = the first child is the first of all: it has no start key
// starts  : keys of all children but such a first one
// levels, counts, weights: integer runs; levels without such a first one

import { assert } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import type { Key } from '../base/cell.ts'
import { leafMaxRows, pageMaxBytes } from '../base/limits.ts'
import { InnerNode } from './inner-node.ts'
import { integerBound, readIntegers, writeIntegers } from './integer-codec.ts'
import { readNumbers, writeNumbers } from './number-codec.ts'
import { pageHashBytes, readPageHash, writePageHash } from './page-hash-codec.ts'
import { corruptPage, framePage, openPage, pageKind } from './page-header.ts'
import type { PageClaim, PageRef } from './page-ref.ts'
import { readBinaryKeys, writeBinaryKeys } from './text-codec.ts'
import { firstLevel, noLevel, type TreeShape } from './tree-shape.ts'

/** More levels than any tree has: 32 hash bits give at most 33, the cap rule adds a few. */
const maxHeight = 64

/** Mirror of `decodeInner`; `refs` are the children's pages. */
export function encodeInner(node: InnerNode, refs: readonly PageRef[], shape: TreeShape): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter(2048)
  const count = node.children.length
  writer.u8(node.height)
  writer.varint(count)
  for (const ref of refs) writePageHash(writer, ref.hash)
  writeIntegers(
    writer,
    refs.map(ref => (ref.claim.hasBlobs ? 1 : 0)),
    count,
  )
  const isFirst = node.levels[0] === firstLevel
  writer.u8((shape.isNumeric ? 0 : 1) | (isFirst ? 2 : 0))
  const starts = isFirst ? node.starts.slice(1) : node.starts
  if (shape.isNumeric) writeNumbers(writer, starts as readonly number[], starts.length)
  else writeBinaryKeys(writer, starts as readonly string[], starts.length)
  writeIntegers(writer, isFirst ? node.levels.slice(1) : node.levels, starts.length)
  writeIntegers(writer, node.counts, count)
  writeIntegers(writer, node.weights, count)
  const bytes = framePage(pageKind.inner, writer)
  assert(bytes.length <= pageMaxBytes, `an inner page is below ${pageMaxBytes} bytes`)
  return bytes
}

/** The pages below an inner page; the reader stands at the body's start. */
export function readChildList(body: BytesReader): {
  readonly height: number
  readonly children: readonly { readonly hash: PageHash; readonly hasBlobs: boolean }[]
} {
  const height = body.u8()
  if (height === 0 || height > maxHeight) throw body.fail(`an inner node of height ${height}`)
  const count = body.count(pageHashBytes)
  if (count === 0 || count > leafMaxRows) throw body.fail(`an inner node of ${count} children`)
  const hashes: PageHash[] = []
  for (let i = 0; i < count; i++) hashes.push(readPageHash(body))
  const flags = new Int32Array(count)
  readIntegers(body, flags, count)
  if (flags.some(flag => flag !== 0 && flag !== 1)) throw body.fail('a flag that is not 0 or 1')
  return { height, children: hashes.map((hash, i) => ({ hash, hasBlobs: flags[i] === 1 })) }
}

/** The node of a page, clean and without an owner. `refOf` gives the reference of a child page. */
export function decodeInner(
  bytes: Uint8Array<ArrayBuffer>,
  name: PageHash,
  shape: TreeShape,
  refOf: (hash: PageHash, claim: PageClaim) => PageRef,
): InnerNode {
  const { kind, body } = openPage(bytes, name)
  if (kind !== pageKind.inner) throw corruptPage(name, `a page of kind ${kind} where an inner node belongs`)
  const { height, children } = readChildList(body)
  const flags = body.u8()
  if (flags > 3 || (flags & 1) !== (shape.isNumeric ? 0 : 1)) throw body.fail('an inner node of another layout')
  const isFirst = (flags & 2) !== 0
  const started = children.length - (isFirst ? 1 : 0)
  const starts = readStarts(body, started, shape)
  const levels = readField(body, started, { min: noLevel, max: maxHeight })
  const counts = readField(body, children.length, { min: 0, max: integerBound - 1 })
  const weights = readField(body, children.length, { min: 0, max: integerBound - 1 })
  body.end()
  if (isFirst) {
    starts.unshift(shape.noKey)
    levels.unshift(firstLevel)
  }
  const refs = children.map((child, i) => refOf(child.hash, { height: height - 1, count: counts[i], hasBlobs: child.hasBlobs }))
  return new InnerNode(null, height, { children: refs, starts, levels, counts, weights })
}

function readStarts(body: BytesReader, count: number, shape: TreeShape): Key[] {
  let starts: Key[]
  if (shape.isNumeric) {
    const numbers = new Float64Array(count)
    readNumbers(body, numbers, count)
    starts = Array.from(numbers)
  } else starts = readBinaryKeys(body, count)
  for (let i = 0; i < count; i++) {
    const isInOrder = i === 0 ? starts[0] === starts[0] : starts[i] > starts[i - 1]
    if (!isInOrder) throw body.fail('children out of order')
  }
  return starts
}

function readField(body: BytesReader, count: number, range: { min: number; max: number }): number[] {
  const values = new Float64Array(count)
  readIntegers(body, values, count)
  for (const value of values) if (value < range.min || value > range.max) throw body.fail(`${value} in an inner node`)
  return Array.from(values)
}
