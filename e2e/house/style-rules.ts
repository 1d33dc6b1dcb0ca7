// The style guide of CONTRIBUTING.md as data: each rule finds its violations in a parsed file and names what to use instead.
// tidy.test.ts runs every rule on the repository, and on a sample that must fail.

import { isTestFile, lineAt, walk, type SourceFile, type SyntaxNode } from './source-files.ts'

export interface StyleRule {
  readonly name: string
  /** What to do instead, as said in the failure. */
  readonly instead: string
  appliesTo(path: string): boolean
  /** Offsets of the violations. */
  find(file: SourceFile): number[]
  /** A text that breaks the rule, and a path where the rule applies. */
  readonly sample: { readonly path: string; readonly text: string }
}

const everywhere = (): boolean => true
const shipped = (path: string): boolean => path.includes('/src/') && !isTestFile(path)
const tested = (path: string): boolean => /\.(test|bench|e2e)\.tsx?$/.test(path)
/** Where printing is the job. */
const prints = (path: string): boolean => /^server\/src\/(main\.ts|cli\/)/.test(path) || !shipped(path)

/** A rule about nodes of the syntax tree. */
function aboutNodes(
  about: Omit<StyleRule, 'find'> & { readonly breaks: (node: SyntaxNode, parent: SyntaxNode | null) => boolean },
): StyleRule {
  const find = (file: SourceFile): number[] => {
    const offsets: number[] = []
    walk(file.program, (node, parent) => {
      if (about.breaks(node, parent)) offsets.push(node.start)
    })
    return offsets
  }
  return { ...about, find }
}

/** A rule about comments. */
function aboutComments(about: Omit<StyleRule, 'find'> & { readonly breaks: (text: string) => boolean }): StyleRule {
  return { ...about, find: file => file.comments.filter(comment => about.breaks(comment.text)).map(comment => comment.start) }
}

const nodeOf = (node: SyntaxNode, field: string): SyntaxNode | undefined => (node[field] as SyntaxNode | null | undefined) ?? undefined
const nameOf = (node: SyntaxNode | undefined): string => (typeof node?.['name'] === 'string' ? node['name'] : '')

/** `object.property(...)`: "Date.now" for Date.now(). */
function calledMember(node: SyntaxNode): string {
  const callee = node.type === 'CallExpression' ? nodeOf(node, 'callee') : undefined
  if (callee?.type !== 'MemberExpression') return ''
  return `${nameOf(nodeOf(callee, 'object'))}.${nameOf(nodeOf(callee, 'property'))}`
}

const bareErrors = new Set(['Error', 'TypeError', 'RangeError'])
const testFunctions = new Set(['it', 'test', 'describe'])

export const styleRules: readonly StyleRule[] = [
  aboutNodes({
    name: 'any',
    instead: 'use `unknown` at the border and decode it once, or name the type',
    appliesTo: everywhere,
    breaks: node => node.type === 'TSAnyKeyword',
    sample: { path: 'shared/src/base/x.ts', text: 'export const x: any = 1' },
  }),
  aboutComments({
    name: 'switched-off compiler',
    instead: 'fix the type; a test of types may use @ts-expect-error',
    appliesTo: path => !path.endsWith('.test.ts') && !path.endsWith('.test.tsx'),
    breaks: text => /@ts-(ignore|expect-error|nocheck)/.test(text),
    sample: { path: 'shared/src/base/x.ts', text: '// @ts-ignore\nexport const x: number = ""' },
  }),
  aboutComments({
    name: 'switched-off lint without a reason',
    instead: 'end the comment with `-- reason`',
    appliesTo: everywhere,
    breaks: text => /(oxlint|eslint)-disable/.test(text) && !/ -- \S/.test(text),
    sample: { path: 'shared/src/base/x.ts', text: '// oxlint-disable-next-line no-console\nexport const x = 1' },
  }),
  aboutNodes({
    name: 'non-null assertion',
    instead: "use assert(x !== undefined, 'what holds') from base/assert.ts",
    appliesTo: shipped,
    breaks: node => node.type === 'TSNonNullExpression',
    sample: { path: 'shared/src/base/x.ts', text: 'export const x = (y: string | null) => y!.length' },
  }),
  aboutNodes({
    name: 'default export',
    instead: 'export by name, so that every import finds the same word',
    appliesTo: path => !path.endsWith('.config.ts'),
    breaks: node => node.type === 'ExportDefaultDeclaration',
    sample: { path: 'client/src/x.ts', text: 'export default 1' },
  }),
  aboutNodes({
    name: 'enum or namespace',
    instead: 'use a union of string literals, or objects with `kind`',
    appliesTo: everywhere,
    // `declare global` only tells the types of what is there already.
    breaks: node =>
      node.type === 'TSEnumDeclaration' || (node.type === 'TSModuleDeclaration' && !('kind' in node && node.kind === 'global')),
    sample: { path: 'client/src/x.ts', text: 'export enum Colour { Red }' },
  }),
  aboutNodes({
    name: 'untyped error',
    instead: 'throw a ZenError or a SqlError with a code, or use assert for a mistake of ours',
    appliesTo: shipped,
    breaks: node => {
      const thrown = node.type === 'ThrowStatement' ? nodeOf(node, 'argument') : undefined
      return thrown?.type === 'NewExpression' && bareErrors.has(nameOf(nodeOf(thrown, 'callee')))
    },
    sample: { path: 'server/src/x.ts', text: "export function f() { throw new Error('no') }" },
  }),
  aboutNodes({
    name: 'wall clock',
    instead: 'take a Clock (base/clock.ts), so that tests and the simulator own the time',
    appliesTo: path => shipped(path) && !path.startsWith('demo-app/') && path !== 'shared/src/base/clock.ts',
    breaks: node =>
      calledMember(node) === 'Date.now' ||
      (node.type === 'NewExpression' && nameOf(nodeOf(node, 'callee')) === 'Date' && (node['arguments'] as unknown[]).length === 0),
    sample: { path: 'server/src/x.ts', text: 'export const x = Date.now()' },
  }),
  aboutNodes({
    name: 'Math.random',
    instead: 'take a Random (base/random.ts), so that a seed repeats the run',
    appliesTo: path => !path.startsWith('demo-app/'),
    breaks: node => calledMember(node) === 'Math.random',
    sample: { path: 'e2e/x.ts', text: 'export const x = Math.random()' },
  }),
  aboutNodes({
    name: 'console',
    instead: 'throw, return, or take a Logger; only the command line and tests print',
    appliesTo: path => !prints(path),
    breaks: node => calledMember(node).startsWith('console.'),
    sample: { path: 'shared/src/base/x.ts', text: "console.log('here')" },
  }),
  aboutComments({
    name: 'TODO without an issue',
    instead: 'write TODO(#123): ..., or do it',
    appliesTo: everywhere,
    breaks: text => /\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\):)/.test(text),
    sample: { path: 'shared/src/base/x.ts', text: '// TODO make it fast\nexport const x = 1' },
  }),
  aboutNodes({
    name: 'focused or skipped test',
    instead: 'mend the test or delete it; skipIf and runIf state a condition',
    appliesTo: tested,
    breaks: (node, parent) => {
      if (node.type !== 'MemberExpression' || !testFunctions.has(nameOf(nodeOf(node, 'object')))) return false
      const word = nameOf(nodeOf(node, 'property'))
      // Playwright's test.skip(condition, reason) inside a test states its condition.
      const statesCondition = parent?.type === 'CallExpression' && (parent['arguments'] as SyntaxNode[])[0]?.type !== 'Literal'
      return word === 'only' || word === 'todo' || (word === 'skip' && !statesCondition)
    },
    sample: { path: 'shared/src/base/x.test.ts', text: "it.only('x', () => {})" },
  }),
]

/** One sentence for each violation of `rule` in `file`. */
export function violations(rule: StyleRule, file: SourceFile): string[] {
  if (!rule.appliesTo(file.path)) return []
  return rule.find(file).map(offset => `${file.path}:${lineAt(file, offset)} ${rule.name}: ${rule.instead}`)
}
