// Format pictures of to_char, to_date and to_timestamp: `YYYY-MM-DD "at" HH24:MI` as a list of fields and literals.

/** A field or a literal of a picture. */
export type PictureNode =
  | {
      readonly kind: 'field'
      /** Upper-case keyword: YYYY, MONTH, HH24 … */
      readonly name: string
      /** As written: its case decides the case of names. */
      readonly written: string
      /** FM or TM: no padding. */
      readonly isFilled: boolean
      /** TH or th behind the field. */
      readonly ordinal: string
    }
  /** `isSeparator`: punctuation or a blank outside of quotes. */
  | { readonly kind: 'literal'; readonly text: string; readonly isSeparator: boolean }

export type PictureField = Extract<PictureNode, { kind: 'field' }>

const fieldPattern =
  /^((?:FM|TM|FX)*)(Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|IW|ID|I|HH24|HH12|HH|MI|MM|MONTH|MON|MS|SSSSS|SSSS|SS|US|FF[1-6]|A\.M\.|P\.M\.|A\.D\.|B\.C\.|AM|PM|AD|BC|CC|DAY|DDD|DD|DY|D|J|OF|Q|RM|TZH|TZM|TZ|WW|W)((?:TH|th|SP)?)/i

export function parsePicture(picture: string): PictureNode[] {
  const nodes: PictureNode[] = []
  let at = 0
  while (at < picture.length) {
    const match = fieldPattern.exec(picture.slice(at))
    if (match !== null) {
      const [whole, prefix, written, suffix] = match
      const ordinal = suffix.toUpperCase() === 'TH' ? suffix : ''
      nodes.push({ kind: 'field', name: written.toUpperCase(), written, isFilled: /FM|TM/i.test(prefix), ordinal })
      at += whole.length
    } else if (picture[at] === '"') {
      const quoted = /^"((?:\\[^]|[^"\\])*)"?/.exec(picture.slice(at))
      nodes.push(...[...(quoted?.[1] ?? '').replace(/\\([^])/g, '$1')].map(char => literal(char, false)))
      at += quoted?.[0].length ?? 1
    } else {
      if (picture[at] === '\\' && picture[at + 1] === '"') at++
      const char = String.fromCodePoint(picture.codePointAt(at) ?? 0)
      if (/^FX/i.test(picture.slice(at))) at += 2
      else {
        nodes.push(literal(char, /[!-/:-@[-`{-~ ]/.test(char)))
        at += char.length
      }
    }
  }
  return nodes
}

const literal = (text: string, isSeparator: boolean): PictureNode => ({ kind: 'literal', text, isSeparator })

/** 1st, 2nd, 3rd, 4th …: `number` is the digits written. */
export function ordinalSuffix(number: string, written: string): string {
  const last = number.slice(-1)
  const isTeen = number.slice(-2, -1) === '1'
  const suffix = isTeen ? 'th' : last === '1' ? 'st' : last === '2' ? 'nd' : last === '3' ? 'rd' : 'th'
  return written === 'TH' ? suffix.toUpperCase() : suffix
}

export const monthNames = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] as const // prettier-ignore
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
export const romanMonths = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'] as const
