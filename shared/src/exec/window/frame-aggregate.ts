// An aggregate over the frame of each row. Frames that only grow add rows; frames that slide also take rows out, where the
// aggregate can; min and max slide with a queue of candidates; anything else starts over.

import type { AggregateFunction, EvaluationContext } from '../../functions/function-definition.ts'
import type { BoundFrame } from '../../sql/bound-expression.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, valueAt, type Vector } from '../../values/vector.ts'
import { orderOf } from '../expression/comparison-kind.ts'
import type { ResultBuffer } from '../expression/result-buffer.ts'
import type { FrameBounds } from './frame-bounds.ts'
import { forEachSegment } from './frame-segments.ts'
import type { WindowRows } from './window-rows.ts'

export interface FrameAggregate {
  readonly definition: AggregateFunction
  readonly types: readonly SqlType[]
  /** Arguments by row number. */
  readonly args: readonly Vector[]
  /** FILTER by row number; null: all rows count. */
  readonly filter: Vector | null
  readonly exclude: BoundFrame['exclude']
  readonly evaluation: EvaluationContext
}

/** Writes the aggregate of each place's frame to `out`. */
export function aggregateFrames(aggregate: FrameAggregate, rows: WindowRows, bounds: FrameBounds, out: ResultBuffer): void {
  const { definition, exclude, args } = aggregate
  if (exclude !== 'no others') return startOver(aggregate, rows, bounds, out)
  const isExtreme = (definition.kernel === 'min' || definition.kernel === 'max') && args.length === 1
  if (isExtreme && isSliding(bounds)) return slideExtreme(aggregate, rows, bounds, definition.kernel === 'max', out)
  slide(aggregate, rows, bounds, out)
}

function isSliding({ starts, ends }: FrameBounds): boolean {
  for (let i = 1; i < starts.length; i++) if (starts[i] < starts[i - 1] || ends[i] < ends[i - 1]) return false
  return true
}

/** The row's arguments, or null when it does not count. */
function argumentsAt({ args, filter, definition }: FrameAggregate, row: number): SqlValue[] | null {
  if (filter !== null && (isNullAt(filter, row) || filter.data[row] === 0)) return null
  const values: SqlValue[] = []
  for (const vector of args) {
    if (definition.skipsNulls && isNullAt(vector, row)) return null
    values.push(valueAt(vector, row))
  }
  return values
}

/** A running aggregate may go on changing what it answered. */
function detached(value: SqlValue): SqlValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'array'
    ? { ...value, items: value.items.slice() }
    : value
}

function startOver(aggregate: FrameAggregate, rows: WindowRows, bounds: FrameBounds, out: ResultBuffer): void {
  const { definition, types, exclude, evaluation } = aggregate
  for (let place = 0; place < rows.count; place++) {
    let state = definition.create(types, evaluation)
    forEachSegment(place, exclude, bounds, rows, (from, to) => {
      for (let at = from; at < to; at++) {
        const values = argumentsAt(aggregate, rows.rowAt(at))
        if (values !== null) state = definition.add(state, values, types)
      }
    })
    out.set(place, definition.finish(state, types))
  }
}

function slide(aggregate: FrameAggregate, rows: WindowRows, { starts, ends }: FrameBounds, out: ResultBuffer): void {
  const { definition, types, evaluation } = aggregate
  const { add, remove } = definition
  let state = definition.create(types, evaluation)
  let from = 0
  let to = 0
  let answer: SqlValue = null
  let isAnswered = false
  for (let place = 0; place < rows.count; place++) {
    const start = starts[place]
    const end = Math.max(start, ends[place])
    if (isAnswered && start === from && end === to) {
      out.set(place, answer)
      continue
    }
    const canKeep = start >= from && end >= to && start <= to && (start === from || (remove !== undefined && start - from < to - start + 8))
    if (!canKeep) {
      state = definition.create(types, evaluation)
      from = start
      to = start
    }
    for (; to < end; to++) {
      const values = argumentsAt(aggregate, rows.rowAt(to))
      if (values !== null) state = add(state, values, types)
    }
    for (; from < start && remove !== undefined; from++) {
      const values = argumentsAt(aggregate, rows.rowAt(from))
      if (values !== null) state = remove(state, values, types)
    }
    answer = detached(definition.finish(state, types))
    isAnswered = true
    out.set(place, answer)
  }
}

/** Candidates in frame order, each better than all after it: the first one inside the frame is the answer. */
function slideExtreme(aggregate: FrameAggregate, rows: WindowRows, { starts, ends }: FrameBounds, isMax: boolean, out: ResultBuffer): void {
  const [vector] = aggregate.args
  const order = orderOf(vector.type)
  const sign = isMax ? 1 : -1
  const queue: number[] = []
  let head = 0
  let next = 0
  for (let place = 0; place < rows.count; place++) {
    for (next = Math.max(next, starts[place]); next < ends[place]; next++) {
      const row = rows.rowAt(next)
      if (argumentsAt(aggregate, row) === null) continue
      const item = vector.data[row]
      while (queue.length > head && sign * order(item, vector.data[rows.rowAt(queue[queue.length - 1])]) > 0) queue.pop()
      queue.push(next)
    }
    while (head < queue.length && queue[head] < starts[place]) head++
    out.set(place, head < queue.length && queue[head] < ends[place] ? valueAt(vector, rows.rowAt(queue[head])) : null)
  }
}
