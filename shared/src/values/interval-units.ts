// The words for units of time: in intervals, and as fields of extract() and date_trunc().

export type IntervalUnit =
  | 'microsecond'
  | 'millisecond'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'decade'
  | 'century'
  | 'millennium'

/** Words are compared by their first ten letters, as PostgreSQL does. */
const significantLetters = 10

const spellings: readonly (readonly [IntervalUnit, string])[] = [
  ['microsecond', 'us usec usecs useconds microsecon'],
  ['millisecond', 'ms msec msecs mseconds millisecon'],
  ['second', 's sec secs second seconds'],
  ['minute', 'm min mins minute minutes'],
  ['hour', 'h hr hrs hour hours'],
  ['day', 'd day days'],
  ['week', 'w week weeks'],
  ['month', 'mon mons month months'],
  ['quarter', 'qtr quarter'],
  ['year', 'y yr yrs year years'],
  ['decade', 'dec decs decade decades'],
  ['century', 'c cent century centuries'],
  ['millennium', 'mil mils millennia millennium'],
]

const unitsByWord = new Map<string, IntervalUnit>(
  spellings.flatMap(([unit, words]) => words.split(' ').map((word): [string, IntervalUnit] => [word, unit])),
)

/** The unit of extract() or date_trunc() with this name in lower case; null when there is none. */
export function findTimeUnit(word: string): IntervalUnit | null {
  return unitsByWord.get(word.slice(0, significantLetters)) ?? null
}

/** A word of an interval's text: quarters are no interval unit, `@` is not a word. */
export function findIntervalUnit(word: string): IntervalUnit | 'ignored' | null {
  const unit = findTimeUnit(word)
  return unit === 'quarter' ? null : unit
}
