// Renders docs/reference/errors.md, limits.md and public-api.md from the sources they describe.
// docs.test.ts and public-api.test.ts compare; `npx vitest run --project node e2e/house -u` writes the pages anew.

import { errorCodes } from '@zendb/shared/base/errors'
import * as limits from '@zendb/shared/base/limits'
import type { SourceFile, SyntaxNode } from './source-files.ts'

const generatedNote = (source: string): string => `<!-- Generated from ${source}; a house test compares the two. -->\n`
const cell = (text: string): string => text.replaceAll('|', '\\|')

const remedies: Readonly<Record<string, string>> = {
  'fix-input': 'change the call, the statement or the option',
  retry: 'try again later; nothing was lost',
  'free-space': 'free space on the device, or raise the budget',
  restore: 'restore from the server, another replica or a backup',
  upgrade: 'bring this side to the version of the other',
  'sign-in': 'give the client a valid token',
  report: 'report it: this is a mistake of ZenDB',
}

export function renderErrors(): string {
  const used = new Set(Object.values(errorCodes).map(entry => entry.remedy))
  return [
    '# Errors\n',
    generatedNote('shared/src/base/errors.ts'),
    'Every error that ZenDB throws is a `ZenError` with a `code`. The code is part of the API; the message is for people and may change.',
    'A SQL error is a `SqlError`: its code is the SQLSTATE that PostgreSQL gives for it (see the appendix "Error Codes" of the PostgreSQL',
    'manual), with `position`, `hint`, `detail`, `table`, `column` and `constraint` where they apply. `0A000` means: PostgreSQL has it, ZenDB does not yet.\n',
    '| code | meaning | remedy |',
    '| --- | --- | --- |',
    ...Object.entries(errorCodes).map(([code, entry]) => `| \`${code}\` | ${cell(entry.meaning)} | \`${entry.remedy}\` |`),
    '\n## Remedies\n',
    '`error.remedy` says what the reader of the error can do.\n',
    '| remedy | what to do |',
    '| --- | --- |',
    ...[...used].map(remedy => `| \`${remedy}\` | ${remedies[remedy] ?? 'UNDESCRIBED: add it to e2e/house/reference-pages.ts'} |`),
    '',
  ].join('\n')
}

/** `source` is shared/src/base/limits.ts: the reasons stand in its comments, the values in the module. */
export function renderLimits(source: SourceFile): string {
  const valuesByName = limits as Readonly<Record<string, unknown>>
  const rows = exportedConstants(source).map(({ name, start }) => {
    const comment = source.comments.findLast(candidate => candidate.end <= start && source.text.slice(candidate.end, start).trim() === '')
    const reason = (comment?.text ?? '').replace(/^\*+|^\s*\*\s?/gm, '').replace(/\s+/g, ' ').trim() // prettier-ignore
    return `| \`${name}\` | ${formatValue(name, valuesByName[name])} | ${cell(reason) || 'NO REASON: add a comment'} |`
  })
  return [
    '# Limits\n',
    generatedNote('shared/src/base/limits.ts'),
    'Everything has a limit, and each limit has a name and a reason. What goes over one fails with `LIMIT_EXCEEDED` or with the SQLSTATE that PostgreSQL gives.\n',
    '| name | value | reason |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function exportedConstants(source: SourceFile): { name: string; start: number }[] {
  return (source.program['body'] as readonly SyntaxNode[]).flatMap(statement => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? (statement['declaration'] as SyntaxNode | null) : null
    const declarators = (declaration?.['declarations'] ?? []) as readonly SyntaxNode[]
    return declarators.map(declarator => ({ name: String((declarator['id'] as SyntaxNode)['name']), start: statement.start }))
  })
}

function formatValue(name: string, value: unknown): string {
  if (typeof value !== 'number') return JSON.stringify(value)
  if (name.endsWith('Bytes') && value >= 1024 && value % 1024 === 0)
    return value % 1_048_576 === 0 ? `${value / 1_048_576} MiB` : `${value / 1024} KiB`
  if (name.endsWith('Ms') && value >= 1000 && value % 1000 === 0) return `${value / 1000} s`
  return value.toLocaleString('en-US')
}

/** One section for each entry point with the names it exports, sorted; types are marked. */
export function renderPublicApi(entryPoints: readonly { readonly name: string; readonly source: SourceFile }[]): string {
  const sections = entryPoints.map(({ name, source }) => {
    const names = exportedNames(source).map(exported => `- \`${exported.name}\`${exported.isType ? ' (type)' : ''}`)
    return `## ${name}\n\n${names.join('\n')}\n`
  })
  return [
    '# Public names\n',
    generatedNote('the index files of the packages'),
    'A name that is not here is not part of the API.\n',
    ...sections,
  ].join('\n')
}

export interface ExportedName {
  readonly name: string
  readonly isType: boolean
}

/** The names that an index file lists one by one; `export *` is refused, because it publishes names that nobody chose. */
export function exportedNames(source: SourceFile): ExportedName[] {
  const names = (source.program['body'] as readonly SyntaxNode[]).flatMap(statement => {
    if (statement.type === 'ExportAllDeclaration') return [{ name: 'EXPORT *: list the names one by one', isType: false }]
    return statement.type === 'ExportNamedDeclaration' ? namesOfStatement(statement) : []
  })
  return names.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function namesOfStatement(statement: SyntaxNode): ExportedName[] {
  const isType = statement['exportKind'] === 'type'
  const declaration = statement['declaration'] as SyntaxNode | null
  const declarators = (declaration?.['declarations'] as readonly SyntaxNode[] | undefined) ?? (declaration === null ? [] : [declaration])
  const declared = declarators.map(node => ({ name: String((node['id'] as SyntaxNode)['name']), isType }))
  const listed = (statement['specifiers'] as readonly SyntaxNode[]).map(node => ({
    name: String((node['exported'] as SyntaxNode)['name']),
    isType: isType || node['exportKind'] === 'type',
  }))
  return [...declared, ...listed]
}
