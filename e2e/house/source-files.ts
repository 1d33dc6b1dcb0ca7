// Reads and parses the repository's TypeScript for the house tests: one exact syntax tree a file, never a guess by regular
// expression. Vite brings the parser, so the tests need no dependency of their own.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** Absolute path of the repository, with a slash at the end. */
export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

/** One node of the ESTree syntax tree; its other fields are read by name. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Comment {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A parsed TypeScript file; `path` is relative to the repository and uses slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  readonly program: SyntaxNode
  readonly comments: readonly Comment[]
}

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.zendb', '.s3', 'test-results', 'playwright-report', 'coverage', '.vite'])

/** Every file under `folder` (relative to the repository) whose name ends in one of `endings`, sorted. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  const found: string[] = []
  const visit = (relative: string): void => {
    for (const entry of readdirSync(join(repositoryRoot, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(path)
      } else if (endings.some(ending => entry.name.endsWith(ending))) found.push(path)
    }
  }
  visit(folder)
  return found.sort()
}

/** Parses `text` as the file `path`; also used with made-up samples that prove that a rule can fail. */
export function parseSource(path: string, text: string): SourceFile {
  const result = parseSync(path, text)
  const comments = result.comments.map(comment => ({ text: comment.value, start: comment.start, end: comment.end }))
  return { path, text, lines: text.split('\n'), program: result.program as unknown as SyntaxNode, comments }
}

let repository: readonly SourceFile[] | undefined

/** All TypeScript of the five workspaces; read once a test run. */
export function repositorySources(): readonly SourceFile[] {
  repository ??= ['shared', 'client', 'server', 'demo-app', 'e2e']
    .flatMap(workspace => listFiles(workspace, ['.ts', '.tsx']))
    .filter(path => !path.endsWith('.d.ts'))
    .map(path => parseSource(path, readFileSync(join(repositoryRoot, path), 'utf8')))
  return repository
}

/** Calls `visit` for every node of the tree, parents first. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | null) => void,
  parent: SyntaxNode | null = null,
): void {
  visit(node, parent)
  for (const field of Object.values(node)) {
    if (Array.isArray(field)) {
      for (const item of field) if (isNode(item)) walk(item, visit, node)
    } else if (isNode(field)) walk(field, visit, node)
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
}

/** 1-based line of the character at `offset`. */
export function lineAt(file: SourceFile, offset: number): number {
  let line = 1
  for (let at = file.text.indexOf('\n'); at !== -1 && at < offset; at = file.text.indexOf('\n', at + 1)) line++
  return line
}

/** Tests and what only tests use: they may assert with `!`, print, and read the platform's clock. */
export function isTestFile(path: string): boolean {
  return /\.(test|bench)\.tsx?$/.test(path) || path.startsWith('e2e/') || path.includes('/src/testing/')
}
