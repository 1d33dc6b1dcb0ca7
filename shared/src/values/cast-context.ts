// When a cast applies by itself.

/** Always; when a value is stored into a column; only when written. Each context allows what the ones before it allow. */
export type CastContext = 'implicit' | 'assignment' | 'explicit'

const strength: Readonly<Record<CastContext, number>> = { implicit: 0, assignment: 1, explicit: 2 }

/** May a cast declared for `declared` be used in `context`? */
export function allowsCast(context: CastContext, declared: CastContext): boolean {
  return strength[declared] <= strength[context]
}
