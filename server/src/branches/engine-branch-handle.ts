// One open branch on the engine: SQL for HTTP clients, pages and verdicts for sync sessions.

import type { PageHash } from '@zendb/shared/base/brand'
import type { BranchDatabase } from '@zendb/shared/engine/branch-database'
import { EngineAcceptor } from '@zendb/shared/engine/engine-acceptor'
import type { ExecutionResult } from '@zendb/shared/engine/execution-result'
import type { PageStore } from '@zendb/shared/storage/page-store'
import type { BranchAcceptor } from '@zendb/shared/sync/branch-acceptor'
import { printTypeName } from '@zendb/shared/values/type-names'
import { valueAt } from '@zendb/shared/values/vector'
import { toApplicationValue } from '@zendb/shared/values/value-output'
import type { BranchCommit, BranchHandle, ImportReport, ImportStatement, QueryAnswer } from './branch-service.ts'

export class EngineBranchHandle implements BranchHandle {
  readonly database: string
  readonly branch: string
  readonly acceptor: BranchAcceptor
  readonly #engine: BranchDatabase
  readonly #pages: PageStore

  constructor(database: string, branch: string, engine: BranchDatabase, pages: PageStore) {
    this.database = database
    this.branch = branch
    this.#engine = engine
    this.#pages = pages
    this.acceptor = new EngineAcceptor(engine, pages)
  }

  /**
   * Each request is a session of its own: what it leaves open is rolled back. Who may only read runs in a read-only block, so that
   * the engine decides what a write is, and not the first word of the text.
   */
  async query(sql: string, parameters: readonly unknown[], access: 'read' | 'write' = 'write'): Promise<QueryAnswer> {
    const session = this.#engine.database.connect()
    try {
      if (access === 'read') await session.execute('BEGIN READ ONLY')
      const result = await session.execute(sql, parameters)
      await result.durable
      return this.#answer(result)
    } finally {
      session.close()
    }
  }

  async import(statements: Iterable<ImportStatement> | AsyncIterable<ImportStatement>): Promise<ImportReport> {
    const session = this.#engine.database.connect()
    const report = { statements: 0, rows: 0 }
    try {
      await session.execute('BEGIN')
      for await (const part of statements) {
        const { tag, count } = await (part.kind === 'text'
          ? session.execute(part.sql)
          : session.executeStatement(part.statement, part.statement.kind))
        report.statements++
        if (tag.startsWith('INSERT')) report.rows += count
      }
      const { durable } = await session.execute('COMMIT')
      await durable
      return report
    } finally {
      session.close()
    }
  }

  #answer({ rows, tag }: ExecutionResult): QueryAnswer {
    const { lsn } = this.#engine
    if (rows === null) return { columns: [], rows: [], tag, lsn }
    const cells = Array.from({ length: rows.count }, (_, i) =>
      rows.vectors.map(vector => jsonSafe(toApplicationValue(vector.type, valueAt(vector, i)))),
    )
    return { columns: rows.columns.map(({ name, type }) => ({ name, type: printTypeName(type) })), rows: cells, tag, lsn }
  }

  async commit(): Promise<BranchCommit> {
    const { hash, lsn } = await this.#engine.rootHash()
    return { hash, lsn, schemaVersion: this.#engine.database.head.schema.version }
  }

  pages(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return this.#pages.read(hashes)
  }
}

/** JSON has no bigint, bytes or NaN: these travel as PostgreSQL's text. */
function jsonSafe(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return value.map(jsonSafe)
  // A row as a value; a Date becomes text by itself.
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonSafe(part)]))
}
