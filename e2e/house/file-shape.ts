// How long files and functions are, how they are named, and how they open: the part of the style guide that is about shape.

import { isTestFile, lineAt, walk, type SourceFile, type SyntaxNode } from './source-files.ts'

export const softFileLines = 300
export const hardFileLines = 500
export const hardTestFileLines = 800
export const hardFunctionLines = 70

/** Lines of a file that is too long for the tidy room it should be; 0 when it is not. */
export function linesOver(file: SourceFile, limit: number): number {
  const lines = file.text.endsWith('\n') ? file.lines.length - 1 : file.lines.length
  return lines > limit ? lines : 0
}

/** The hard limit for the length of the file at `path`. */
export function hardLimitOf(path: string): number {
  return isTestFile(path) ? hardTestFileLines : hardFileLines
}

const functionNodes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

export interface LongFunction {
  readonly line: number
  readonly codeLines: number
}

/** Functions with more lines of code than `limit`; blank lines and comments do not count. */
export function longFunctions(file: SourceFile, limit: number): LongFunction[] {
  const codeLines = linesWithCode(file)
  const found: LongFunction[] = []
  walk(file.program, node => {
    if (!functionNodes.has(node.type)) return
    const first = lineAt(file, node.start)
    const last = lineAt(file, node.end)
    if (last - first < limit) return
    const count = codeLines.slice(first, last + 1).filter(Boolean).length
    if (count > limit) found.push({ line: first, codeLines: count })
  })
  return found
}

/** For each 1-based line: whether something stands there besides blanks and comments. */
function linesWithCode(file: SourceFile): boolean[] {
  const characters = file.text.split('')
  for (const comment of file.comments)
    for (let at = comment.start; at < comment.end; at++) if (characters[at] !== '\n') characters[at] = ' '
  return [
    false,
    ...characters
      .join('')
      .split('\n')
      .map(line => line.trim() !== ''),
  ]
}

const bannedWords = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'common', 'misc', 'stuff'])

/** Why the name of a file is not fit, or null. */
export function judgeFileName(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(name)) return 'name files in kebab-case'
  const stem = name.slice(0, name.indexOf('.'))
  if (bannedWords.has(stem)) return `'${stem}' says nothing: name the noun or the verb that the file is`
  return null
}

/** True when the file opens with a sentence that says what it is: a comment before everything else. */
export function hasHeader(file: SourceFile): boolean {
  const start = file.text.startsWith('#!') ? file.text.indexOf('\n') + 1 : 0
  const first = file.comments.find(comment => comment.start >= start)
  if (first === undefined || file.text.slice(start, first.start).trim() !== '') return false
  const firstStatement = (file.program['body'] as readonly SyntaxNode[])[0] as SyntaxNode | undefined
  const end = firstStatement?.start ?? file.text.length
  const words = file.comments.filter(comment => comment.end <= end).flatMap(comment => comment.text.match(/[A-Za-z]{2,}/g) ?? [])
  return words.length >= 4
}
