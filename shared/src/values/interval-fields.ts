// The field restriction of INTERVAL DAY TO SECOND and its like. A modifier of interval is [precision] or [precision, code];
// precision -1 means none was written, and the code is the position in this list.

export const intervalFieldNames = [
  '',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'year to month',
  'day to hour',
  'day to minute',
  'day to second',
  'hour to minute',
  'hour to second',
  'minute to second',
] as const

export type IntervalFields = (typeof intervalFieldNames)[number]

/** Code of `day to second` (any case, any blanks); -1 when there is no such restriction. */
export function intervalFieldsCode(text: string): number {
  const name = text.trim().toLowerCase().replace(/\s+/g, ' ')
  return intervalFieldNames.findIndex(known => known === name)
}

/** Name of a code; empty for none. */
export function intervalFieldsName(code: number): IntervalFields {
  return intervalFieldNames[code] ?? ''
}
