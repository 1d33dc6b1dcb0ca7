import { describe, expect, it } from 'vitest'
import { labelledIndexes, roundStep } from './chart-scale.ts'

describe('steps of an axis', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.4, 2],
    [15_648, 20_000],
    [20_001, 25_000],
    [26_000, 50_000],
    [51_000, 100_000],
  ])('at least %d gives %d', (least, step) => expect(roundStep(least)).toBe(step))
})

describe('labelled days', () => {
  it.each([
    [0, 5, []],
    [1, 5, [0]],
    [4, 9, [0, 1, 2, 3]],
    [10, 5, [1, 3, 5, 7, 9]],
    [60, 6, [9, 19, 29, 39, 49, 59]],
    [10, 0, []],
  ])('of %d with room for %d', (count, most, indexes) => expect(labelledIndexes(count, most)).toEqual(indexes))
})
