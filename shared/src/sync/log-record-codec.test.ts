import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asLsn, asOriginId } from '../base/brand.ts'
import { ZenError } from '../base/errors.ts'
import { arbitraryChangeSet } from '../testing/arbitrary-change-set.ts'
import { decodeLogRecord, encodeLogRecord } from './log-record-codec.ts'
import type { LogRecord, Verdict } from './log-record.ts'

const clock = fc.constantFrom('kept' as const, 'raised' as const, 'clamped' as const)
const because = fc.option(fc.record({ origin: fc.constant(asOriginId('m1-x')), seq: fc.nat() }))
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.record({ kind: fc.constant('accepted' as const), lostCells: fc.nat(), clock }),
  fc.record({
    kind: fc.constant('rejected' as const),
    rejection: fc.record({ sqlState: fc.constant('23505'), message: fc.string(), constraint: fc.option(fc.string()), because }),
    clock,
  }),
)
const record: fc.Arbitrary<LogRecord> = fc.record({
  lsn: fc.nat().map(asLsn),
  region: fc.constantFrom('main', 'eu'),
  rseq: fc.nat(),
  deps: fc.uniqueArray(fc.constantFrom('eu', 'main', 'us')).map(names => new Map(names.sort().map((name, i) => [name, i]))),
  verdict,
  hlc: fc.record({ ms: fc.nat(), counter: fc.integer({ min: 0, max: 65_535 }) }),
  decidedAtMs: fc.nat(),
  changeSet: arbitraryChangeSet,
})

test('any log record comes back as it was', () => {
  fc.assert(
    fc.property(record, one => {
      expect(decodeLogRecord(encodeLogRecord(one))).toEqual(one)
    }),
    { numRuns: 200 },
  )
})

test('a record that is cut anywhere is corrupt, and says so', () => {
  fc.assert(
    fc.property(record, fc.nat(), (one, cut) => {
      const bytes = encodeLogRecord(one)
      expect(() => decodeLogRecord(bytes.slice(0, cut % bytes.length))).toThrow(ZenError)
    }),
    { numRuns: 200 },
  )
})

test('bytes of something else are corrupt', () => {
  expect(() => decodeLogRecord(new Uint8Array([1, 2, 3]))).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT_LOG' }))
})
