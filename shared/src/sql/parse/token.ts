// The kinds of tokens that the lexer makes and the parser reads. Kinds 1-5 are words: `identifier` is any name that is no key word,
// or is quoted; the other four are the key word classes of PostgreSQL, so that "may this be a name here" is a comparison of numbers.

export const endToken = 0
export const identifierToken = 1
export const unreservedToken = 2
export const columnNameToken = 3
export const typeNameToken = 4
export const reservedToken = 5
/** '…', E'…', U&'…', $$…$$: decoded. */
export const stringToken = 6
/** Digits only. */
export const integerToken = 7
/** With a point or an exponent. */
export const decimalToken = 8
/** Any operator, also `=`, `<`, `+`, `*`. */
export const operatorToken = 9
/** `$n` or `?`; the text is the number. */
export const parameterToken = 10
/** , ( ) [ ] . ; : :: := => .. */
export const punctuationToken = 11
/** B'…': the digits. */
export const bitStringToken = 12
/** X'…': the digits. */
export const hexStringToken = 13

export type TokenKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13
