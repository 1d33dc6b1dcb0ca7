// An inner node in memory: parallel arrays, one item a child. A child's start key begins it; the first child of all begins
// before every key (level `firstLevel`, its start is a dummy that is never compared).

import type { Key } from '../base/cell.ts'
import { childOfNumber, childOfString } from './key-search.ts'
import type { Child, EncodedNode, OwnerToken } from './node.ts'
import type { PageRef } from './page-ref.ts'

/** One child outside of its parent. */
export interface Slot {
  readonly start: Key
  /** Greatest height at which `start` begins a node by its own hash; -1: only the cap rule made it a start. */
  readonly level: number
  readonly child: Child
  /** Rows below. */
  readonly count: number
  /** A leaf's canonical bytes, an inner node's number of children: what the cap rule weighs. */
  readonly weight: number
}

export class InnerNode {
  readonly kind = 1
  owner: OwnerToken | null
  page: PageRef | null = null
  encoded: EncodedNode | null = null
  /** How often a row was looked up below this node whose page was not in memory: a hint for reading ahead. */
  pointMisses = 0
  /** 1: the children are leaves. */
  readonly height: number
  readonly children: Child[]
  readonly starts: Key[]
  readonly levels: number[]
  readonly counts: number[]
  readonly weights: number[]

  constructor(owner: OwnerToken | null, height: number, parts: Pick<InnerNode, 'children' | 'starts' | 'levels' | 'counts' | 'weights'>) {
    this.owner = owner
    this.height = height
    this.children = parts.children
    this.starts = parts.starts
    this.levels = parts.levels
    this.counts = parts.counts
    this.weights = parts.weights
  }

  static ofSlots(owner: OwnerToken, height: number, slots: readonly Slot[]): InnerNode {
    return new InnerNode(owner, height, {
      children: slots.map(slot => slot.child),
      starts: slots.map(slot => slot.start),
      levels: slots.map(slot => slot.level),
      counts: slots.map(slot => slot.count),
      weights: slots.map(slot => slot.weight),
    })
  }

  /** Rows below this node. */
  get count(): number {
    let sum = 0
    for (let i = 0; i < this.counts.length; i++) sum += this.counts[i]
    return sum
  }

  /** Index of the child whose range holds `key`. */
  indexOf(key: Key): number {
    return typeof key === 'number'
      ? childOfNumber(this.starts as number[], this.starts.length, key)
      : childOfString(this.starts as string[], this.starts.length, key)
  }

  slot(index: number): Slot {
    return {
      start: this.starts[index],
      level: this.levels[index],
      child: this.children[index],
      count: this.counts[index],
      weight: this.weights[index],
    }
  }

  copy(owner: OwnerToken): InnerNode {
    return new InnerNode(owner, this.height, {
      children: this.children.slice(),
      starts: this.starts.slice(),
      levels: this.levels.slice(),
      counts: this.counts.slice(),
      weights: this.weights.slice(),
    })
  }

  insertSlot(index: number, slot: Slot): void {
    this.children.splice(index, 0, slot.child)
    this.starts.splice(index, 0, slot.start)
    this.levels.splice(index, 0, slot.level)
    this.counts.splice(index, 0, slot.count)
    this.weights.splice(index, 0, slot.weight)
  }

  removeSlot(index: number): void {
    this.children.splice(index, 1)
    this.starts.splice(index, 1)
    this.levels.splice(index, 1)
    this.counts.splice(index, 1)
    this.weights.splice(index, 1)
  }
}
