import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { electionStart, electionStep, type ElectionEvent, type ElectionState } from './election-step.ts'

const error = new RangeError('x')
const kinds = (state: ElectionState, event: ElectionEvent): [ElectionState, string[]] => {
  const step = electionStep(state, event)
  return [step.state, step.actions.map(action => action.kind)]
}

describe('an election', () => {
  it('begins in the queue', () => {
    expect(electionStart).toEqual({ state: 'waiting', actions: [{ kind: 'request lock', steal: false }, { kind: 'ask who leads' }] })
  })

  it.each<[ElectionState, ElectionEvent, ElectionState, string[]]>([
    ['waiting', { kind: 'lock granted' }, 'opening', ['open database']],
    ['opening', { kind: 'opened' }, 'leading', ['announce leadership']],
    ['opening', { kind: 'open failed', error }, 'failed', ['release lock', 'fail']],
    ['waiting', { kind: 'lock refused', error }, 'failed', ['fail']],
    ['leading', { kind: 'storage lost', error }, 'failed', ['abandon database', 'release lock', 'fail']],
    ['waiting', { kind: 'storage lost', error }, 'failed', ['release lock', 'fail']],
    ['leading', { kind: 'lock lost' }, 'waiting', ['abandon database', 'request lock', 'ask who leads']],
    ['opening', { kind: 'lock lost' }, 'waiting', ['abandon database', 'request lock', 'ask who leads']],
    ['leading', { kind: 'fenced' }, 'waiting', ['abandon database', 'release lock', 'request lock', 'ask who leads']],
    ['waiting', { kind: 'fenced' }, 'waiting', []],
    ['waiting', { kind: 'leader silent' }, 'waiting', ['release lock', 'request lock']],
    ['leading', { kind: 'leader silent' }, 'leading', []],
    ['waiting', { kind: 'freeze' }, 'suspended', ['release lock']],
    ['leading', { kind: 'freeze' }, 'suspended', ['abandon database', 'release lock']],
    ['suspended', { kind: 'resume' }, 'waiting', ['request lock', 'ask who leads']],
    ['suspended', { kind: 'lock granted' }, 'suspended', ['release lock']],
    ['waiting', { kind: 'close' }, 'closed', ['release lock']],
    ['leading', { kind: 'close' }, 'closing', ['close database']],
    ['opening', { kind: 'close' }, 'closing', ['close database']],
    ['closing', { kind: 'database closed' }, 'closed', ['release lock']],
    ['suspended', { kind: 'close' }, 'closed', []],
    ['failed', { kind: 'close' }, 'closed', []],
  ])('%s, %o -> %s', (state, event, next, actions) => {
    expect(kinds(state, event)).toEqual([next, actions])
  })

  const events: fc.Arbitrary<ElectionEvent> = fc.constantFrom(
    { kind: 'lock granted' },
    { kind: 'lock lost' },
    { kind: 'lock refused', error },
    { kind: 'opened' },
    { kind: 'open failed', error },
    { kind: 'storage lost', error },
    { kind: 'fenced' },
    { kind: 'leader silent' },
    { kind: 'freeze' },
    { kind: 'resume' },
    { kind: 'close' },
    { kind: 'database closed' },
  )

  it('never keeps a lock or a database that it does not use, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), history => {
        let { state } = electionStart
        let isDatabaseOpen = false
        let hasLock = true
        for (const event of history) {
          const step = electionStep(state, event)
          for (const action of step.actions) {
            if (action.kind === 'open database') {
              expect(isDatabaseOpen).toBe(false)
              isDatabaseOpen = true
            }
            if (action.kind === 'abandon database' || action.kind === 'close database') isDatabaseOpen = false
            if (action.kind === 'request lock') hasLock = true
            if (action.kind === 'release lock') hasLock = false
          }
          if (event.kind === 'open failed' && state === 'opening') isDatabaseOpen = false
          if (event.kind === 'lock refused' && state === 'waiting') hasLock = false
          state = step.state
          expect(isDatabaseOpen).toBe(state === 'opening' || state === 'leading')
          expect(hasLock).toBe(state !== 'suspended' && state !== 'failed' && state !== 'closed')
        }
        // Whatever came before, closing ends in "closed".
        const closing = electionStep(state, { kind: 'close' }).state
        expect(electionStep(closing, { kind: 'database closed' }).state).toBe('closed')
      }),
      { numRuns: 2000 },
    )
  })
})
