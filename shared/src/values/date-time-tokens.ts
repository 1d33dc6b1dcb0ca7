// Cuts date/time and interval text into fields, and knows the words of dates. Called by decode-date-time.ts and parse-interval.ts.

/**
 * number: digits, perhaps with a point. date: digits or letters with separators (a zone name too). time: digits with colons.
 * text: letters. special: a sign and letters. zone: a sign and digits (an interval's signed number too).
 */
export type FieldKind = 'number' | 'date' | 'time' | 'text' | 'special' | 'zone'

export interface DateField {
  readonly kind: FieldKind
  /** In lower case. */
  readonly text: string
}

export type DateUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'julian' | 'time'

export type DateWord =
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'weekday' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'era'; readonly isBc: boolean }
  | { readonly kind: 'half day'; readonly isPm: boolean }
  | { readonly kind: 'daylight' }
  | { readonly kind: 'unit'; readonly unit: DateUnit }
  /** `t`: the next field is a time. */
  | { readonly kind: 'iso time' }
  | {
      readonly kind: 'reserved'
      readonly word: 'now' | 'today' | 'tomorrow' | 'yesterday' | 'epoch' | 'infinity' | '-infinity' | 'allballs'
    }
  /** Known to PostgreSQL (dow, isoyear …), but no part of a date's text. */
  | { readonly kind: 'misplaced' }

const wordTable = new Map<string, DateWord>()

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
monthNames.forEach((name, i) => {
  wordTable.set(name, { kind: 'month', month: i + 1 })
  wordTable.set(name.slice(0, 3), { kind: 'month', month: i + 1 })
})
wordTable.set('sept', { kind: 'month', month: 9 })
for (const name of 'sun sunday mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday'.split(' ')) {
  wordTable.set(name, { kind: 'weekday' })
}
for (const name of ['at', 'on']) wordTable.set(name, { kind: 'ignored' })
for (const name of ['dow', 'doy', 'isodow', 'isoyear']) wordTable.set(name, { kind: 'misplaced' })
for (const word of ['now', 'today', 'tomorrow', 'yesterday', 'epoch', 'infinity', '-infinity', 'allballs'] as const) {
  wordTable.set(word, { kind: 'reserved', word })
}
const units: readonly (readonly [string, DateUnit])[] = [
  ['y', 'year'],
  ['m', 'month'],
  ['d', 'day'],
  ['h', 'hour'],
  ['mm', 'minute'],
  ['s', 'second'],
  ['j', 'julian'],
  ['jd', 'julian'],
  ['julian', 'julian'],
]
for (const [name, unit] of units) wordTable.set(name, { kind: 'unit', unit })
wordTable.set('ad', { kind: 'era', isBc: false })
wordTable.set('bc', { kind: 'era', isBc: true })
wordTable.set('am', { kind: 'half day', isPm: false })
wordTable.set('pm', { kind: 'half day', isPm: true })
wordTable.set('dst', { kind: 'daylight' })
wordTable.set('t', { kind: 'iso time' })

/** `text` in lower case. */
export function findDateWord(text: string): DateWord | null {
  return wordTable.get(text) ?? null
}

const maxFields = 25

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function isLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
}

function isBlank(char: string): boolean {
  return char === ' ' || (char >= '\t' && char <= '\r')
}

function isPunctuation(char: string): boolean {
  return char > ' ' && char < '\u007f' && !isDigit(char) && !isLetter(char)
}

const digitsToken = /\d*/y
const timeToken = /[\d:.]*/y
const wordToken = /[A-Za-z]*/y
const mixedToken = /[A-Za-z0-9+\-/_.:]*/y
const zoneToken = /[\d:.-]*/y

function take(token: RegExp, text: string, at: number): string {
  token.lastIndex = at
  return token.exec(text)?.[0] ?? ''
}

/** A field that starts with a digit: a time, a date with one kind of separator, or a number. */
function digitField(text: string, at: number): DateField {
  const digits = take(digitsToken, text, at)
  const delimiter = text[at + digits.length] ?? ''
  if (delimiter === ':') return { kind: 'time', text: digits + take(timeToken, text, at + digits.length) }
  if (delimiter !== '-' && delimiter !== '/' && delimiter !== '.') return { kind: 'number', text: digits }
  let end = at + digits.length + 1
  if (isDigit(text[end] ?? '')) {
    end += take(digitsToken, text, end).length
    const isThreeParts = text[end] === delimiter
    if (isThreeParts) while (isDigit(text[end] ?? '') || text[end] === delimiter) end++
    return { kind: isThreeParts || delimiter !== '.' ? 'date' : 'number', text: text.slice(at, end) }
  }
  while (isDigit(text[end] ?? '') || isLetter(text[end] ?? '') || text[end] === delimiter) end++
  return { kind: 'date', text: text.slice(at, end).toLowerCase() }
}

/** A field that starts with a letter: a word, or a date or zone name with separators in it. */
function letterField(text: string, at: number): DateField {
  const word = take(wordToken, text, at)
  const next = text[at + word.length] ?? ''
  const isMixed =
    next === '-' || next === '/' || next === '.' || ((next === '+' || isDigit(next)) && findDateWord(word.toLowerCase()) === null)
  if (!isMixed) return { kind: 'text', text: word.toLowerCase() }
  return { kind: 'date', text: take(mixedToken, text, at).toLowerCase() }
}

/** null when the text cannot be cut into fields. */
export function cutDateFields(text: string): DateField[] | null {
  const fields: DateField[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]
    if (isBlank(char)) {
      at++
      continue
    }
    let field: DateField
    let end = -1
    if (isDigit(char)) field = digitField(text, at)
    else if (char === '.') field = { kind: 'number', text: `.${take(digitsToken, text, at + 1)}` }
    else if (isLetter(char)) field = letterField(text, at)
    else if (char === '+' || char === '-') {
      let next = at + 1
      while (isBlank(text[next] ?? '')) next++
      if (isDigit(text[next] ?? '')) {
        const rest = take(zoneToken, text, next)
        field = { kind: 'zone', text: char + rest }
        end = next + rest.length
      } else if (isLetter(text[next] ?? '')) {
        const rest = take(wordToken, text, next)
        field = { kind: 'special', text: char + rest.toLowerCase() }
        end = next + rest.length
      } else return null
    } else if (isPunctuation(char)) {
      at++
      continue
    } else return null
    if (fields.length >= maxFields) return null
    fields.push(field)
    at = end >= 0 ? end : at + field.text.length
  }
  return fields
}
