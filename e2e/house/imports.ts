// Finds what a file imports and where that leads: used by layers.test.ts for the import table and for cycles.

import { posix } from 'node:path'
import { lineAt, walk, type SourceFile, type SyntaxNode } from './source-files.ts'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** True when nothing is left of the import at run time. */
  readonly typeOnly: boolean
  /** True for `import()`: loaded only when the code comes to it. */
  readonly isDynamic: boolean
}

/** Every import, re-export and `import()` with a literal specifier. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  walk(file.program, node => {
    const specifier = specifierOf(node)
    if (specifier !== undefined)
      found.push({ specifier, line: lineAt(file, node.start), typeOnly: isTypeOnly(node), isDynamic: node.type === 'ImportExpression' })
  })
  return found
}

const importingNodes = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType'])

function specifierOf(node: SyntaxNode): string | undefined {
  if (!importingNodes.has(node.type)) return undefined
  const source = node['source'] as SyntaxNode | null | undefined
  const value = source?.['value']
  return typeof value === 'string' ? value : undefined
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type') return true
  const specifiers = (node['specifiers'] ?? []) as readonly SyntaxNode[]
  return specifiers.length > 0 && specifiers.every(item => item['importKind'] === 'type' || item['exportKind'] === 'type')
}

/** Where an import leads. */
export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'workspace'; readonly workspace: string; readonly subpath: string }
  | { readonly kind: 'node'; readonly module: string }
  | { readonly kind: 'package'; readonly name: string }
  /** A name of the `imports` in the package.json of the workspace: `#node`. */
  | { readonly kind: 'own name'; readonly name: string }

export function resolveImport(fromPath: string, specifier: string): ImportTarget {
  if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(fromPath), specifier.replace(/\?.*$/, '')) }
  if (specifier.startsWith('node:')) return { kind: 'node', module: specifier }
  if (specifier.startsWith('#')) return { kind: 'own name', name: specifier }
  const parts = specifier.split('/')
  if (parts[0] === '@zendb') return { kind: 'workspace', workspace: parts[1] ?? '', subpath: parts.slice(2).join('/') }
  return { kind: 'package', name: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] }
}

/** Groups of files that import each other in a circle (Tarjan's strongly connected components of two files or more). */
export function importCycles(targetsByPath: ReadonlyMap<string, readonly string[]>): string[][] {
  const state = { index: 0, indexByPath: new Map<string, number>(), lowByPath: new Map<string, number>(), open: [] as string[] }
  const cycles: string[][] = []
  const connect = (path: string): void => {
    state.indexByPath.set(path, state.index)
    state.lowByPath.set(path, state.index++)
    state.open.push(path)
    for (const target of targetsByPath.get(path) ?? []) {
      if (!state.indexByPath.has(target)) connect(target)
      if (state.open.includes(target)) lower(state.lowByPath, path, state.lowByPath.get(target) ?? 0)
    }
    if (state.lowByPath.get(path) !== state.indexByPath.get(path)) return
    const group = state.open.splice(state.open.indexOf(path))
    if (group.length > 1) cycles.push(group.sort())
  }
  for (const path of targetsByPath.keys()) if (!state.indexByPath.has(path)) connect(path)
  return cycles
}

function lower(lowByPath: Map<string, number>, path: string, candidate: number): void {
  lowByPath.set(path, Math.min(lowByPath.get(path) ?? candidate, candidate))
}
