// Overload resolution, compared with PGlite over many types.

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { sqlTypes } from '../values/sql-type.ts'
import { typeOid } from '../values/type-oids.ts'
import { evaluateHere, openOracle, topCallTypes, type Answer } from '../testing/function-oracle.ts'
import { functionNames, lookupFunctions } from './function-registry.ts'
import { resolveCommonType } from './resolve-common-type.ts'
import { resolveFunction, resolveOperator } from './resolve-function.ts'
import { SqlError } from '../base/errors.ts'

// PGlite starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let ask: (sql: string) => Promise<Answer>
beforeAll(async () => {
  ask = await openOracle()
})

const operands = [
  `1`, `1::int2`, `1::int8`, `1.5`, `1.5::float4`, `1.5::float8`, `'1'`, `'a'::text`, `'a'::varchar(3)`, `'a'::char(2)`, `'a'::name`, `true`, `'2020-01-02'::date`, `'10:00'::time`, `'2020-01-02'::timestamp`, `'2020-01-02'::timestamptz`,
  `'1 day'::interval`, `'{1,2}'::int[]`, `'{a}'::text[]`, `'{"a":1}'::json`, `'{"a":1}'::jsonb`, `'\\x01'::bytea`, `'10:00+00'::timetz`, `1::oid`, `'00000000-0000-0000-0000-000000000000'::uuid`, `null`,
] // prettier-ignore

/** Types with other rules here or types we do not have: PostgreSQL finds an operator that we lack on purpose. */
const outOfScope = /money|inet|point|box|range|xid|tsvector|pg_lsn|path|lseg|circle|regproc|"char"|macaddr|hash|tid|bit/

/** With its range, xid and tsvector overloads PostgreSQL finds these ambiguous where we do not; bytea and int2 casts are of 18. */
const hasMoreOverloads = (name: string, there: Answer): boolean =>
  ('error' in there && there.error === '42725' && ['@>', '&&', 'age', 'unnest'].includes(name)) || ['int4', 'bool'].includes(name)

const outcome = (answer: Answer): string =>
  'error' in answer ? (/^42(883|725|804)$/.test(answer.error) ? answer.error : 'value error') : `type ${answer.types[0]}`

describe('overloads are chosen as PostgreSQL chooses them', () => {
  test.each(['+', '-', '*', '=', '||', '->', '@>', '^', '%', '?'])(
    'operator %s over all pairs of types',
    async operator => {
      const differences: string[] = []
      for (const left of operands) {
        for (const right of operands) {
          const expression = `${left} ${operator} ${right}`
          const there = await ask(`SELECT ${expression}`)
          const here = evaluateHere(expression)
          if ('error' in there && there.error !== '42883' && outOfScope.test(there.message)) continue
          if (hasMoreOverloads(operator, there)) continue
          if (outcome(here) !== outcome(there))
            differences.push(`${expression}: here ${JSON.stringify(here)}, there ${JSON.stringify(there)}`)
        }
      }
      expect(differences).toEqual([])
    },
    120_000,
  )

  test.each(['abs', 'length', 'round', 'date_trunc', 'sum', 'max', 'avg', 'to_char', 'array_append', 'concat', 'substr', 'power', 'to_json', 'age', 'generate_series', 'unnest', 'timezone', 'text', 'numeric', 'date', 'no_such'])(
    'function %s with one and two arguments of all types', async name => {
      const differences: string[] = []
      const calls = [...operands.map(a => `${name}(${a})`), ...operands.flatMap((a, i) => [`${name}(${a}, ${operands[(i * 7 + 3) % operands.length]})`, `${name}(${operands[(i * 5 + 1) % operands.length]}, ${a})`])]
      for (const call of calls) {
        const there = await ask(`SELECT ${call}`)
        if ('error' in there && outOfScope.test(there.message)) continue
        if (hasMoreOverloads(name, there)) continue
        const here = resolveHere(call)
        const wanted = 'error' in there ? (/^42(883|725|804|704)$/.test(there.error) ? there.error : 'value error') : `type ${there.types[0]}`
        if (here !== wanted && wanted !== 'value error') differences.push(`${call}: here ${here}, there ${JSON.stringify(there)}`)
      }
      expect(differences).toEqual([])
    }) // prettier-ignore
})

function resolveHere(call: string): string {
  try {
    const { name, types } = topCallTypes(call)
    const { resultType } = resolveFunction(name, types)
    return `type ${typeOid(resultType)}`
  } catch (error) {
    if (error instanceof SqlError) return error.code
    throw error
  }
}

describe('resolution errors', () => {
  test('an unknown function names its argument types and gives a hint', () => {
    expect(() => resolveFunction('foo', [sqlTypes.int4, sqlTypes.unknown], { position: 7 })).toThrow(
      expect.objectContaining({
        code: '42883',
        message: 'function foo(integer, unknown) does not exist',
        hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
        position: 7,
      }),
    )
  })
  test('an unknown operator and an ambiguous one', () => {
    expect(() => resolveOperator('+', sqlTypes.int4, sqlTypes.text)).toThrow(
      expect.objectContaining({ code: '42883', message: 'operator does not exist: integer + text' }),
    )
    expect(() => resolveOperator('+', sqlTypes.unknown, sqlTypes.unknown)).toThrow(
      expect.objectContaining({ code: '42725', message: 'operator is not unique: unknown + unknown' }),
    )
    expect(() => resolveOperator('-', null, sqlTypes.text)).toThrow(
      expect.objectContaining({ code: '42883', message: 'operator does not exist: - text' }),
    )
  })
  test('types that have no common one are named', () => {
    expect(() => resolveCommonType([sqlTypes.int4, sqlTypes.unknown, sqlTypes.bool], 'CASE')).toThrow(
      expect.objectContaining({ code: '42804', message: 'CASE types integer and boolean cannot be matched' }),
    )
    expect(resolveCommonType([sqlTypes.int4, sqlTypes.numeric, sqlTypes.int8], 'UNION').name).toBe('numeric')
    expect(resolveCommonType([sqlTypes.unknown, sqlTypes.unknown], 'UNION').name).toBe('text')
  })
})

describe('the registry', () => {
  test('every entry parses, and no two overloads have the same parameters', () => {
    for (const name of functionNames()) {
      const definitions = lookupFunctions(name)
      expect(definitions.length).toBeGreaterThan(0)
      const signatures = definitions.map(({ parameters }) => JSON.stringify(parameters))
      const isWindow = definitions.some(definition => definition.kind === 'window')
      if (!isWindow) expect(new Set(signatures).size, name).toBe(signatures.length)
    }
  })
  test('names that are not there give no overloads', () => {
    expect(lookupFunctions('constructor')).toEqual([])
    expect(lookupFunctions('__proto__')).toEqual([])
  })
})
