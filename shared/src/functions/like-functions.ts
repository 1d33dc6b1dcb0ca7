// LIKE and ILIKE as operators and as functions.

import { type FunctionEntry, strict } from './define-function.ts'
import { checkEscape, matchesLike } from './like-match.ts'
import { lower } from './text-chars.ts'

const likeBlind = (text: string, pattern: string, escape?: string): boolean => matchesLike(lower(text), lower(pattern), escape)

const withEscape = (match: typeof matchesLike) => (text: string, pattern: string, escape: string) =>
  match(text, pattern, checkEscape(escape))

export const likeFunctions: readonly FunctionEntry[] = [
  ...(['text', 'bpchar'] as const).flatMap(type => [
    strict(`~~ like(${type}, text) bool`, (text, pattern) => matchesLike(text, pattern)),
    strict(`!~~ notlike(${type}, text) bool`, (text, pattern) => !matchesLike(text, pattern)),
    strict(`~~* ilike(${type}, text) bool`, (text, pattern) => likeBlind(text, pattern)),
    strict(`!~~* notilike(${type}, text) bool`, (text, pattern) => !likeBlind(text, pattern)),
  ]),
  strict('like(text, text, text) bool', withEscape(matchesLike)),
  strict('notlike(text, text, text) bool', (text, pattern, escape) => !withEscape(matchesLike)(text, pattern, escape)),
  strict('ilike(text, text, text) bool', withEscape(likeBlind)),
  strict('notilike(text, text, text) bool', (text, pattern, escape) => !withEscape(likeBlind)(text, pattern, escape)),
]
