// Number pictures of to_char and to_number as data: `FM999,990.00`, `S9`, `PR`, `RN`, `EEEE`.
// print-number.ts writes by them, read-number.ts reads by them.

import { SqlError } from '../base/errors.ts'

const syntaxError = (message: string): SqlError => new SqlError('42601', message)

/** A parsed picture. */
export interface NumberPicture {
  readonly nodes: readonly string[]
  /** Digits before and after the point; digits after V. */
  readonly before: number
  readonly after: number
  readonly shift: number
  readonly hasPoint: boolean
  readonly isFilled: boolean
  /** Position (1-based) of the first 0, and of the last; 0 without one. */
  readonly zeroStart: number
  readonly zeroEnd: number
  readonly sign: 'none' | 'before' | 'after'
  /** Digits that stand before the S. */
  readonly digitsBeforeSign: number
  readonly hasMinus: boolean
  readonly hasPlus: boolean
  readonly hasBrackets: boolean
  readonly isRoman: boolean
  readonly isScientific: boolean
}

const nodePattern = /EEEE|PR|MI|PL|SG|SP|RN|TH|FM|"(?:\\[^]|[^"\\])*"?|\\"|[^]/giu

type Writable<T> = { -readonly [K in keyof T]: T[K] }
/** A picture while it is read; `hasShift` once V was seen. */
type Draft = Writable<NumberPicture> & { hasShift: boolean }

export function parseNumberPicture(picture: string): NumberPicture {
  const nodes = (picture.match(nodePattern) ?? []).map(node =>
    /^(?:EEEE|PR|MI|PL|SG|SP|RN|FM|[cdglsvb])$/i.test(node) ? node.toUpperCase() : node,
  )
  const draft: Draft = {
    nodes: nodes.filter(node => node !== 'FM'),
    before: 0,
    after: 0,
    shift: 0,
    hasPoint: false,
    isFilled: nodes.includes('FM'),
    zeroStart: 0,
    zeroEnd: 0,
    sign: 'none',
    digitsBeforeSign: -1,
    hasMinus: false,
    hasPlus: false,
    hasBrackets: false,
    isRoman: nodes.some(node => /^RN$/i.test(node)),
    isScientific: false,
    hasShift: false,
  }
  for (const node of draft.nodes) {
    if (draft.isScientific) throw syntaxError('"EEEE" must be the last pattern used')
    if (node === '9' || node === '0') takeDigit(draft, node)
    else if (node === '.' || node === 'D' || node === 'V') takePoint(draft, node)
    else if (/^(?:S|MI|PL|SG|PR)$/.test(node)) takeSign(draft, node)
    else if (node === 'EEEE') takeExponent(draft)
  }
  return draft
}

function takeDigit(draft: Draft, node: string): void {
  if (draft.hasBrackets) throw syntaxError(`"${node}" must be ahead of "PR"`)
  if (node === '0' && draft.zeroStart === 0 && !draft.hasPoint) draft.zeroStart = draft.before + 1
  if (draft.hasPoint) draft.after++
  else if (draft.hasShift && node === '9') draft.shift++
  else draft.before++
  if (node === '0') draft.zeroEnd = draft.before + draft.after
}

function takePoint(draft: Draft, node: string): void {
  if (draft.hasPoint) throw syntaxError(node === 'V' ? 'cannot use "V" and decimal point together' : 'multiple decimal points')
  if (node === 'V') draft.hasShift = true
  else if (draft.hasShift) throw syntaxError('cannot use "V" and decimal point together')
  else draft.hasPoint = true
}

function takeSign(draft: Draft, node: string): void {
  if (node === 'S') {
    if (draft.sign !== 'none') throw syntaxError('cannot use "S" twice')
    if (draft.hasMinus || draft.hasPlus || draft.hasBrackets) throw syntaxError('cannot use "S" and "PL"/"MI"/"SG"/"PR" together')
    draft.sign = draft.hasPoint ? 'after' : 'before'
    draft.digitsBeforeSign = draft.before
    return
  }
  if (draft.sign !== 'none') throw syntaxError(`cannot use "S" and "${node}" together`)
  if (node === 'PR') {
    if (draft.hasMinus || draft.hasPlus) throw syntaxError('cannot use "PR" and "S"/"PL"/"MI"/"SG" together')
    draft.hasBrackets = true
  }
  if (node === 'MI' || node === 'SG') draft.hasMinus = true
  if (node === 'PL' || node === 'SG') draft.hasPlus = true
}

function takeExponent(draft: Draft): void {
  const { isFilled, hasShift, sign, hasBrackets, hasMinus, hasPlus, isRoman } = draft
  if (isFilled || hasShift || sign !== 'none' || hasBrackets || hasMinus || hasPlus || isRoman) {
    const detail = '"EEEE" may only be used together with digit and decimal point patterns.'
    throw new SqlError('42601', '"EEEE" is incompatible with other formats', { detail })
  }
  draft.isScientific = true
}

/** The characters that a literal node stands for. */
export function literalText(node: string): string {
  if (node.startsWith('"')) return node.replace(/^"|"$/g, '').replace(/\\([^])/g, '$1')
  return node.length === 2 && node.startsWith('\\') && node[1] === '"' ? '"' : node
}
