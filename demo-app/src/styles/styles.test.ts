// Style sheets and components fit together: no class is styled that no component has, and no name for a colour or a size is unused or unknown.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
const textOf = (pattern: RegExp): string =>
  files
    .filter(path => pattern.test(path))
    .map(path => readFileSync(`${root}/${path}`, 'utf8'))
    .join('\n')
const components = textOf(/(?<!\.test)\.tsx?$/)
const sheets = textOf(/\.css$/).replaceAll(/\/\*[\s\S]*?\*\//g, '')
const matches = (text: string, pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].toSorted()

/** The value of `` `pill pill-${status}` `` is known at run time only. */
const isComposed = (name: string): boolean => {
  const stem = name.slice(0, name.lastIndexOf('-') + 1)
  return stem !== '' && components.includes(`${stem}\${`)
}

describe('style sheets', () => {
  it('style only classes that components have', () => {
    const styled = matches(sheets, /\.([a-z][\w-]*)(?=[^{}]*\{)/g)
    expect(styled.length).toBeGreaterThan(100)
    expect(styled.filter(name => !new RegExp(`\\b${name}\\b(?!-)`).test(components) && !isComposed(name))).toEqual([])
  })

  it('define every name that they use, and use every name that they define', () => {
    expect(matches(sheets, /var\((--[\w-]+)/g)).toEqual(matches(sheets, /(?<![\w(-])(--[\w-]+):/g))
  })

  it('say each colour once: outside of the tokens there are names only', () => {
    const colours = matches(textOf(/(?<!tokens)\.css$/), /(#[0-9a-f]{3,8}\b|rgb\([^)]*\))/g)
    expect(colours).toEqual([])
  })
})
