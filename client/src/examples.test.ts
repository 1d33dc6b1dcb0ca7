// Every `ts` example in the TSDoc of this workspace is run, and what it prints is compared with the comments that say so:
// `console.log(x) // 1` must print 1. Every `tsx` example is rendered.

import { readdirSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'
import * as react from 'react'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it } from 'vitest'
import * as hooks from './react/index.ts'
import { SqlError, ZenDB, ZenError, type ZenDBOptions } from './index.ts'

interface Example {
  readonly file: string
  readonly line: number
  readonly code: string
}

const root = fileURLToPath(new URL('.', import.meta.url))

function examplesOf(file: string, language: 'ts' | 'tsx'): Example[] {
  const lines = readFileSync(root + file, 'utf8').split('\n')
  const examples: Example[] = []
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].trim() !== `* \`\`\`${language}`) continue
    const end = lines.findIndex((line, at) => at > i && /^\s*\* ```$/.test(line))
    examples.push({ file, line: i + 1, code: lines.slice(i + 1, end).map(line => line.replace(/^\s*\* ?/, '')).join('\n') }) // prettier-ignore
    i = end
  }
  return examples
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => /\.tsx?$/.test(file) && !file.includes('.test.'))
const examples = files.flatMap(file => examplesOf(file, 'ts'))
const components = files.flatMap(file => examplesOf(file, 'tsx'))
const opened: ZenDB[] = []

class ExampleDB extends ZenDB {
  constructor(options?: ZenDBOptions) {
    super(options)
    opened.push(this)
  }
}

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

/** What an example prints, line by line, as the console shows it. */
async function run(example: Example): Promise<string[]> {
  const printed: string[] = []
  const log = (...values: unknown[]): void => {
    printed.push(values.map(value => (typeof value === 'string' ? value : inspect(value))).join(' '))
  }
  const { code } = await transformWithOxc(`export const example = async () => {\n${example.code}\n}`, 'example.ts')
  const body = `${code.replace('export const example', 'const example')}\nreturn example()`
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the examples are ours
  await new Function('ZenDB', 'ZenError', 'SqlError', 'console', body)(ExampleDB, ZenError, SqlError, { log })
  return printed
}

const promised = (code: string): string[] => [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text)

describe('examples in the documentation', () => {
  it('are there', () => expect(examples.length).toBeGreaterThan(8))

  it.each(examples.map(example => [`${example.file}:${example.line}`, example] as const))('%s', async (_, example) => {
    const printed = await run(example)
    for (const text of promised(example.code)) expect(printed).toContain(text)
  })
})

describe('examples of the hooks', () => {
  it('are there', () => expect(components.length).toBeGreaterThanOrEqual(5))

  it.each(components.map(example => [`${example.file}:${example.line}`, example] as const))('%s', async (_, example) => {
    const names = [...example.code.matchAll(/^function ([A-Z]\w*)/gm)].map(([, name]) => name)
    const { code } = await transformWithOxc(`${example.code}\nconst all = [${names.join()}]`, 'example.tsx', {
      jsx: { runtime: 'classic' },
    })
    const rendered: ReactNode[] = []
    const scope = { ...hooks, ZenDB: ExampleDB, React: react, App: () => 'app', ring: () => {}, root: { render: (node: ReactNode) => rendered.push(node) } } // prettier-ignore
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the examples are ours
    const run = new Function(...Object.keys(scope), `${code}\nreturn all`) as (
      ...values: unknown[]
    ) => ((props: { readonly status: string }) => ReactNode)[]
    const db = new ExampleDB()
    for (const component of run(...Object.values(scope))) rendered.push(react.createElement(component, { status: 'pending' }))
    expect(rendered.length).toBe(Math.max(1, names.length))
    for (const node of rendered) expect(renderToString(react.createElement(hooks.ZenProvider, { db }, node))).not.toContain('undefined')
  })
})
