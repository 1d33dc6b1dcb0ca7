// Origins, births and stamps repeat all through a change set; each is written once, where it first occurs, and by number
// afterwards. Writer and reader give the same numbers because they see the occurrences in the same order.
//
// origin   varint number; when it is new, the text follows
// stamp    varint number; when it is new: origin, hlc
// life     varint number (origin, seq, hlc of an insert); when it is new: origin, varint seq, hlc

import type { OriginId } from '../base/brand.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { writeHlc } from '../base/cell-codec.ts'
import { compareHlc } from '../base/hlc.ts'
import { sameStamp, type Stamp } from '../base/stamp.ts'

/** A birth without its ordinal: all rows that one change set inserted share it. */
export interface Life extends Stamp {
  readonly seq: number
}

/** Origin ids longer than this are refused: ours have about 30 characters. */
export const originMaxLength = 64

export class DictionaryWriter {
  readonly #writer: BytesWriter
  readonly #origins: OriginId[] = []
  readonly #lives: Life[] = []
  readonly #stamps: Stamp[] = []
  #livesByText: Map<string, number> | null = null

  constructor(writer: BytesWriter) {
    this.#writer = writer
  }

  origin(origin: OriginId): void {
    const known = this.#origins.indexOf(origin)
    this.#writer.varint(known < 0 ? this.#origins.length : known)
    if (known >= 0) return
    this.#origins.push(origin)
    this.#writer.text(origin)
  }

  stamp(stamp: Stamp): void {
    const known = this.#stamps.findLastIndex(one => sameStamp(one, stamp))
    this.#writer.varint(known < 0 ? this.#stamps.length : known)
    if (known >= 0) return
    this.#stamps.push(stamp)
    this.origin(stamp.origin)
    writeHlc(this.#writer, stamp.hlc)
  }

  /** Answers the number that was written: `first` is added to it, because smaller ones mean something else to the caller. */
  life(life: Life, first: number): number {
    const known = this.#findLife(life)
    const written = (known < 0 ? this.#lives.length : known) + first
    this.#writer.varint(written)
    if (known >= 0) return written
    this.#livesByText?.set(lifeText(life), this.#lives.length)
    this.#lives.push(life)
    this.origin(life.origin)
    this.#writer.varint(life.seq)
    writeHlc(this.#writer, life.hlc)
    return written
  }

  #findLife(life: Life): number {
    const lives = this.#lives
    if (lives.length > 0 && sameLife(lives[lives.length - 1], life)) return lives.length - 1
    // Few lives are the rule and are searched; an update of many rows that came one by one needs the map.
    if (lives.length < 8) return lives.findIndex(one => sameLife(one, life))
    this.#livesByText ??= new Map(lives.map((one, index) => [lifeText(one), index]))
    return this.#livesByText.get(lifeText(life)) ?? -1
  }
}

function sameLife(a: Life, b: Life): boolean {
  return a === b || (a.seq === b.seq && a.origin === b.origin && compareHlc(a.hlc, b.hlc) === 0)
}

function lifeText(life: Life): string {
  return `${life.seq}/${life.hlc.ms}.${life.hlc.counter}/${life.origin}`
}
