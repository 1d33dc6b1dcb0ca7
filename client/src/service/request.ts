// Everything that a tab can ask of a database, as plain values: they are answered by a ServiceClient in the same tab,
// or travel to the tab that has the database open.

import type { ChangeSetId } from '@zendb/shared/changes/change-set'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { Migration } from '../options/check-migrations.ts'
import type { OutboxEntry, RejectedWrite } from './sync-status.ts'

export type Parameters = readonly unknown[]

export type Request =
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: Parameters }
  | { readonly kind: 'execute'; readonly sql: string; readonly parameters: Parameters }
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'migrate'; readonly migrations: readonly Migration[] }
  | { readonly kind: 'begin'; readonly readOnly: boolean }
  | { readonly kind: 'run'; readonly transaction: number; readonly sql: string; readonly parameters: Parameters }
  | { readonly kind: 'commit'; readonly transaction: number }
  | { readonly kind: 'rollback'; readonly transaction: number }
  | { readonly kind: 'verdict'; readonly changeSet: ChangeSetId }
  | { readonly kind: 'root hash' }
  | { readonly kind: 'outbox' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'retry'; readonly id: string }
  | { readonly kind: 'discard'; readonly id: string }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'checkpoint' }

export type RequestKind = Request['kind']
export type RequestOf<Kind extends RequestKind> = Extract<Request, { readonly kind: Kind }>

/** What one statement did. */
export interface StatementAnswer {
  readonly rows: RowObject[]
  /** PostgreSQL's command tag: `INSERT 0 1`. */
  readonly command: string
  readonly count: number
  /** What it committed, so that the server's verdict can be asked for; null: nothing. */
  readonly changeSet: ChangeSetId | null
}

interface Answers {
  query: RowObject[]
  execute: StatementAnswer
  script: readonly StatementAnswer[]
  migrate: void
  begin: number
  run: StatementAnswer
  commit: ChangeSetId | null
  rollback: void
  verdict: void
  'root hash': string
  outbox: readonly OutboxEntry[]
  rejected: readonly RejectedWrite[]
  retry: void
  discard: void
  pause: void
  resume: void
  checkpoint: void
}

export type AnswerOf<Kind extends RequestKind> = Answers[Kind]

/** A write that the database remembers by the name of its request, so that asking again under that name writes nothing twice. */
export function isRemembered(request: Request): boolean {
  switch (request.kind) {
    case 'execute':
    case 'commit':
      return true
    case 'script':
      // A script that commits in its middle may be stored in part.
      return !/\b(begin|start|commit|end|rollback|abort)\b/i.test(request.sql)
    default:
      return false
  }
}

/** Can be asked again when the answer was lost, because asking twice does nothing twice. */
export function isRepeatable(request: Request): boolean {
  switch (request.kind) {
    case 'query':
      // WITH may hide a data change, so only the plain forms count.
      return /^[\s(]*(select|values|table|show)\b/i.test(request.sql)
    case 'execute':
    case 'script':
    case 'begin':
    case 'run':
    case 'commit':
    case 'retry':
      return false
    default:
      return true
  }
}
