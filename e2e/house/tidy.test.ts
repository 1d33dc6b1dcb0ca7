// The style guide as a test: what is banned and what to use instead, how long files and functions may be, how files open.

import { describe, expect, it } from 'vitest'
import { hardFunctionLines, hardLimitOf, hasHeader, judgeFileName, linesOver, longFunctions, softFileLines } from './file-shape.ts'
import { isTestFile, parseSource, repositorySources } from './source-files.ts'
import { styleRules, violations } from './style-rules.ts'

describe('every rule catches its sample', () => {
  it.each(styleRules.map(rule => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(violations(rule, parseSource(rule.sample.path, rule.sample.text))).toHaveLength(1)
  })

  it('words in strings and comments are not code', () => {
    const innocent = parseSource('shared/src/base/x.ts', "// any Date.now() throw new Error('x')\nexport const x = 'as any; Math.random()'")
    expect(styleRules.flatMap(rule => violations(rule, innocent))).toEqual([])
  })

  it('a skip that states its condition is allowed', () => {
    const text = "it.skipIf(absent)('x', () => {})\ntest('y', () => { test.skip(absent, 'why') })"
    expect(styleRules.flatMap(rule => violations(rule, parseSource('shared/src/base/x.test.ts', text)))).toEqual([])
  })

  it('a long function is found by its lines of code', () => {
    const body = (line: string, count: number): string => `export function f() {\n${`${line}\n`.repeat(count)}}`
    expect(longFunctions(parseSource('x.ts', body('g()', 69)), 70)).toEqual([{ line: 1, codeLines: 71 }])
    expect(longFunctions(parseSource('x.ts', body('g()', 68)), 70)).toEqual([])
    expect(longFunctions(parseSource('x.ts', body('  // why', 200)), 70)).toEqual([])
  })

  it('a long file is found', () => {
    expect(linesOver(parseSource('x.ts', 'f()\n'.repeat(501)), 500)).toBe(501)
    expect(linesOver(parseSource('x.ts', 'f()\n'.repeat(500)), 500)).toBe(0)
  })

  it.each(['shared/src/base/utils.ts', 'shared/src/base/types.ts', 'client/src/PageCache.ts', 'client/src/page_cache.ts'])(
    '%s is no name for a file',
    path => expect(judgeFileName(path)).not.toBeNull(),
  )

  it.each(['shared/src/storage/page-cache.ts', 'shared/src/values/sql-type.property.test.ts', 'client/src/react/zen-provider.tsx'])(
    '%s is a name for a file',
    path => expect(judgeFileName(path)).toBeNull(),
  )

  it('a header is a comment before everything else', () => {
    const opens = (text: string): boolean => hasHeader(parseSource('x.ts', text))
    expect(opens('#!/usr/bin/env node\n// Starts the server and stops it.\nf()')).toBe(true)
    expect(opens('// x\nf()')).toBe(false)
    expect(opens("import { x } from './x.ts'\n// Starts the server and stops it.\n")).toBe(false)
    expect(opens('f()')).toBe(false)
  })
})

describe('the repository keeps the rules', () => {
  const sources = repositorySources()

  it.each(styleRules.map(rule => [rule.name, rule] as const))('no %s', (_, rule) => {
    expect(sources.flatMap(file => violations(rule, file))).toEqual([])
  })

  it('files are named in kebab-case after a noun or a verb', () => {
    const complaints = sources.map(file => [file.path, judgeFileName(file.path)] as const).filter(([, complaint]) => complaint !== null)
    expect(complaints.map(([path, complaint]) => `${path}: ${complaint}`)).toEqual([])
  })

  it('every file opens with a comment that says what it is', () => {
    const paths = new Set(sources.map(file => file.path))
    // The test of x.ts is called x.test.ts or x.property.test.ts and stands beside it: its name says all.
    const standsBeside = (path: string): boolean =>
      /\.test\.tsx?$/.test(path) && ['.ts', '.tsx'].some(ending => paths.has(path.replace(/(\.[a-z0-9]+)?\.test\.tsx?$/, ending)))
    expect(sources.filter(file => !hasHeader(file) && !standsBeside(file.path)).map(file => file.path)).toEqual([])
  })

  it('no file outgrows its hard limit', () => {
    const tooLong = sources.filter(file => linesOver(file, hardLimitOf(file.path)) > 0)
    expect(tooLong.map(file => `${file.path} has ${linesOver(file, 0)} lines; split it by noun`)).toEqual([])

    const long = sources.filter(file => !isTestFile(file.path) && linesOver(file, softFileLines) > 0)
    if (long.length > 0) console.warn(`over ${softFileLines} lines: ${long.map(file => `${file.path} (${linesOver(file, 0)})`).join(', ')}`)
  })

  it(`functions have at most ${hardFunctionLines} lines of code`, () => {
    const found = sources
      .filter(file => !isTestFile(file.path))
      .flatMap(file => longFunctions(file, hardFunctionLines).map(long => `${file.path}:${long.line} has ${long.codeLines} lines`))
    expect(found).toEqual([])
  })

  it('no emoji stands in a source file', () => {
    expect(sources.filter(file => /\p{Emoji_Presentation}/u.test(file.text)).map(file => file.path)).toEqual([])
  })
})
