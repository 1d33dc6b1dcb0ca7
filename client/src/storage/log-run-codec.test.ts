import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZenError } from '@zendb/shared/base/errors'
import { countLogRun, decodeLogRun, encodeLogRun } from './log-run-codec.ts'

const records = fc.array(
  fc.uint8Array({ maxLength: 40 }).map(bytes => Uint8Array.from(bytes)),
  { maxLength: 12 },
)

describe('a run of log records', () => {
  it('gives back what went in', () => {
    fc.assert(
      fc.property(records, run => {
        const bytes = encodeLogRun(run)
        expect(decodeLogRun(bytes, 1)).toEqual(run)
        expect(countLogRun(bytes, 1)).toBe(run.length)
      }),
    )
  })

  it('answers hostile bytes with a typed error', () => {
    const sample = encodeLogRun([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
    const mutation = fc.record({ at: fc.nat(sample.length - 1), value: fc.nat(255), keep: fc.nat(sample.length) })
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 4 }), mutations => {
        let bytes = sample.slice()
        for (const { at, value, keep } of mutations) {
          if (at < bytes.length) bytes[at] = value
          bytes = bytes.slice(0, keep)
        }
        try {
          decodeLogRun(bytes, 1)
        } catch (error) {
          expect(error).toBeInstanceOf(ZenError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('tells a newer format from damage', () => {
    const bytes = encodeLogRun([])
    bytes[2] = 2
    expect(() => decodeLogRun(bytes, 3)).toThrowError(expect.objectContaining({ code: 'STORAGE_FORMAT_VERSION' }))
    bytes[0] = 0
    expect(() => decodeLogRun(bytes, 3)).toThrowError(
      expect.objectContaining({ code: 'STORAGE_CORRUPT_LOG', details: { position: 3, reason: expect.any(String) } }),
    )
  })
})
