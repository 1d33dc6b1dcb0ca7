// PORT BranchService: databases and branches as the HTTP and WebSocket routes see them. engine-branch-service.ts is the
// real one; nothing above it knows engines, leases or object stores.

import type { Lsn, PageHash } from '@zendb/shared/base/brand'
import type { Statement } from '@zendb/shared/sql/ast'
import type { BranchAcceptor } from '@zendb/shared/sync/branch-acceptor'

/** Present position of a branch and the one hash of its state there. */
export interface BranchCommit {
  readonly lsn: Lsn
  readonly hash: string
  readonly schemaVersion: number
}

export interface QueryColumn {
  readonly name: string
  /** PostgreSQL's spelling: `timestamp with time zone`. */
  readonly type: string
}

/** A statement's answer: cells in the form in which an application gets them (values/value-output.ts), JSON-safe. */
export interface QueryAnswer {
  /** Empty for a statement without a result set. */
  readonly columns: readonly QueryColumn[]
  readonly rows: readonly (readonly unknown[])[]
  readonly tag: string
  /** Position at which what the statement wrote is durable; the present one for a query. */
  readonly lsn: Lsn
}

/** An open branch. It stays open while someone holds it; see `BranchService.open`. */
export interface BranchHandle {
  readonly database: string
  readonly branch: string
  readonly acceptor: BranchAcceptor
  /** Runs one statement; resolves when its writes are durable. SqlError as PostgreSQL; 25006 for a write with `access` to read. */
  query(sql: string, parameters: readonly unknown[], access?: 'read' | 'write'): Promise<QueryAnswer>
  /** Runs the statements of an import as one transaction: all of them or none. */
  import(statements: Iterable<ImportStatement> | AsyncIterable<ImportStatement>): Promise<ImportReport>
  commit(): Promise<BranchCommit>
  pages(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>
}

/** A statement as SQL text, or as a syntax tree that was made from another dialect. */
export type ImportStatement = { readonly kind: 'text'; readonly sql: string } | { readonly kind: 'tree'; readonly statement: Statement }

export interface ImportReport {
  readonly statements: number
  readonly rows: number
}

export interface BranchInfo {
  readonly name: string
  readonly commit: BranchCommit
}

export interface BranchService {
  /** Opens a branch, or joins those who have it open. Throws DATABASE_NOT_FOUND, BRANCH_NOT_FOUND. */
  open(database: string, branch: string): Promise<BranchHandle>
  /** Branch names of a database, in order. */
  list(database: string): Promise<readonly string[]>
  /** A new branch at the present state of `from`: two small objects, whatever the size. Throws BRANCH_EXISTS, BRANCH_NOT_FOUND. */
  create(database: string, name: string, from: string): Promise<BranchInfo>
  /** Makes a database with a branch `main`; false when it exists. */
  createDatabase(database: string): Promise<boolean>
  /** Writes checkpoints and gives up all leases. */
  close(): Promise<void>
}
