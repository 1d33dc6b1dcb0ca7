// Syntax tree of DDL, transaction and utility statements. See ast.ts for expressions and queries.

import type { Expression, Node, OrderTerm, QualifiedName, Query, Statement, TypeName } from './ast.ts'

export type DdlStatement =
  | CreateTable
  | CreateTableAs
  | AlterTable
  | CreateIndex
  | DropObjects
  | CreateView
  | CreateSequence
  | AlterSequence
  | CreateSchema
  | CreateEnum
  | AlterEnum
  | RenameObject
  | Truncate
  | TransactionStatement
  | SetStatement
  | ShowStatement
  | Explain
  | PrepareStatement
  | ExecuteStatement
  | DeallocateStatement
  | DatabaseStatement
  | Comment
  | Ignorable
  | Unsupported

// ---------------------------------------------------------------- tables

export interface CreateTable extends Node {
  readonly kind: 'create table'
  readonly name: QualifiedName
  readonly temporary: boolean
  readonly ifNotExists: boolean
  readonly columns: readonly ColumnSpec[]
  readonly constraints: readonly TableConstraint[]
  readonly like: readonly { readonly table: QualifiedName; readonly options: readonly string[] }[]
  /** INHERITS, PARTITION BY/OF, OF type, storage options …: named for a clear 0A000; null when there is none. */
  readonly unsupported: string | null
  readonly onCommit: 'drop' | 'delete rows' | 'preserve rows' | null
}

export interface ColumnSpec extends Node {
  readonly name: string
  readonly type: TypeName
  readonly collation: QualifiedName | null
  readonly constraints: readonly ColumnConstraint[]
}

export interface ForeignKeyTarget {
  readonly table: QualifiedName
  /** Columns of the referenced table; []: its primary key. */
  readonly targetColumns: readonly string[]
  readonly onDelete: ReferentialActionName
  readonly onUpdate: ReferentialActionName
  readonly match: 'simple' | 'full' | 'partial'
}

export type ReferentialActionName = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ConstraintTiming {
  readonly deferrable: boolean
  readonly initiallyDeferred: boolean
  readonly notValid: boolean
}

export type ColumnConstraint = { readonly name: string | null } & Node &
  (
    | { readonly kind: 'not null' | 'null' }
    | { readonly kind: 'default'; readonly expression: Expression }
    | { readonly kind: 'primary key' }
    | { readonly kind: 'unique'; readonly nullsNotDistinct: boolean }
    | { readonly kind: 'check'; readonly expression: Expression }
    | ({ readonly kind: 'references' } & ForeignKeyTarget & ConstraintTiming)
    | { readonly kind: 'identity'; readonly always: boolean; readonly options: readonly SequenceOption[] }
    | { readonly kind: 'generated'; readonly expression: Expression }
  )

export type TableConstraint = { readonly name: string | null } & Node &
  (
    | { readonly kind: 'primary key'; readonly columns: readonly string[] }
    | { readonly kind: 'unique'; readonly columns: readonly string[]; readonly nullsNotDistinct: boolean }
    | { readonly kind: 'check'; readonly expression: Expression; readonly notValid: boolean }
    | ({ readonly kind: 'foreign key'; readonly columns: readonly string[] } & ForeignKeyTarget & ConstraintTiming)
    | { readonly kind: 'exclude' }
    /** ADD CONSTRAINT … UNIQUE/PRIMARY KEY USING INDEX name. */
    | { readonly kind: 'using index'; readonly primary: boolean; readonly index: string }
  )

export interface CreateTableAs extends Node {
  readonly kind: 'create table as'
  readonly name: QualifiedName
  readonly temporary: boolean
  readonly ifNotExists: boolean
  readonly columns: readonly string[]
  readonly query: Query
  readonly withData: boolean
  /** CREATE MATERIALIZED VIEW. */
  readonly materializedView: boolean
}

export interface AlterTable extends Node {
  readonly kind: 'alter table'
  readonly name: QualifiedName
  readonly ifExists: boolean
  readonly only: boolean
  readonly actions: readonly AlterTableAction[]
}

export type AlterTableAction = Node &
  (
    | { readonly kind: 'add column'; readonly column: ColumnSpec; readonly ifNotExists: boolean }
    | { readonly kind: 'drop column'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
    | { readonly kind: 'set default'; readonly column: string; readonly expression: Expression }
    | {
        readonly kind: 'drop default' | 'set not null' | 'drop not null' | 'drop identity' | 'drop expression'
        readonly column: string
        readonly ifExists: boolean
      }
    | { readonly kind: 'add identity'; readonly column: string; readonly always: boolean; readonly options: readonly SequenceOption[] }
    | { readonly kind: 'set type'; readonly column: string; readonly type: TypeName; readonly using: Expression | null }
    | { readonly kind: 'add constraint'; readonly constraint: TableConstraint }
    | { readonly kind: 'drop constraint'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
    | { readonly kind: 'validate constraint'; readonly name: string }
    | { readonly kind: 'rename column'; readonly name: string; readonly to: string }
    | { readonly kind: 'rename constraint'; readonly name: string; readonly to: string }
    | { readonly kind: 'rename table'; readonly to: string }
    | { readonly kind: 'set schema'; readonly schema: string }
    /** OWNER TO, SET STATISTICS, CLUSTER ON …: no effect on answers, accepted. */
    | { readonly kind: 'ignorable'; readonly what: string }
    | { readonly kind: 'unsupported'; readonly what: string }
  )

// ---------------------------------------------------------------- other objects

export interface CreateIndex extends Node {
  readonly kind: 'create index'
  readonly name: string | null
  readonly table: QualifiedName
  readonly unique: boolean
  readonly ifNotExists: boolean
  readonly method: string
  readonly columns: readonly OrderTerm[]
  readonly include: readonly string[]
  readonly nullsNotDistinct: boolean
  readonly where: Expression | null
}

export type ObjectKind =
  'table' | 'index' | 'view' | 'materialized view' | 'sequence' | 'schema' | 'type' | 'domain' | 'function' | 'trigger' | (string & {})

export interface DropObjects extends Node {
  readonly kind: 'drop'
  readonly object: ObjectKind
  readonly names: readonly QualifiedName[]
  readonly ifExists: boolean
  readonly cascade: boolean
}

export interface CreateView extends Node {
  readonly kind: 'create view'
  readonly name: QualifiedName
  readonly columns: readonly string[]
  readonly query: Query
  /** Text of the SELECT, for the schema. */
  readonly queryText: string
  readonly orReplace: boolean
  readonly temporary: boolean
  readonly recursive: boolean
  readonly checkOption: 'local' | 'cascaded' | null
}

export type SequenceOption =
  | { readonly kind: 'increment' | 'start' | 'restart' | 'min' | 'max' | 'cache'; readonly value: number | bigint | null }
  | { readonly kind: 'cycle' | 'no cycle' }
  | { readonly kind: 'owned by'; readonly column: QualifiedName | null }
  /** SEQUENCE NAME, for the sequence of an identity column: pg_dump writes it. */
  | { readonly kind: 'name'; readonly name: QualifiedName }
  | { readonly kind: 'as'; readonly type: TypeName }

export interface CreateSequence extends Node {
  readonly kind: 'create sequence'
  readonly name: QualifiedName
  readonly temporary: boolean
  readonly ifNotExists: boolean
  readonly options: readonly SequenceOption[]
}

export interface AlterSequence extends Node {
  readonly kind: 'alter sequence'
  readonly name: QualifiedName
  readonly ifExists: boolean
  readonly options: readonly SequenceOption[]
}

export interface CreateSchema extends Node {
  readonly kind: 'create schema'
  readonly name: string
  readonly ifNotExists: boolean
}

export interface CreateEnum extends Node {
  readonly kind: 'create enum'
  readonly name: QualifiedName
  readonly labels: readonly string[]
}

export interface AlterEnum extends Node {
  readonly kind: 'alter enum'
  readonly name: QualifiedName
  readonly action:
    | {
        readonly kind: 'add value'
        readonly label: string
        readonly ifNotExists: boolean
        readonly neighbour: { readonly side: 'before' | 'after'; readonly label: string } | null
      }
    | { readonly kind: 'rename value'; readonly label: string; readonly to: string }
}

/** ALTER INDEX/VIEW/SEQUENCE/SCHEMA/TYPE … RENAME TO. */
export interface RenameObject extends Node {
  readonly kind: 'rename'
  readonly object: ObjectKind
  readonly name: QualifiedName
  readonly ifExists: boolean
  readonly to: string
}

export interface Truncate extends Node {
  readonly kind: 'truncate'
  readonly tables: readonly QualifiedName[]
  readonly restartIdentity: boolean
  readonly cascade: boolean
}

// ---------------------------------------------------------------- sessions

export type IsolationLevel = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable'

export interface TransactionModes {
  readonly isolation: IsolationLevel | null
  readonly readOnly: boolean | null
  readonly deferrable: boolean | null
}

export interface TransactionStatement extends Node {
  readonly kind: 'transaction'
  readonly action:
    | { readonly kind: 'begin'; readonly modes: TransactionModes }
    | { readonly kind: 'commit' | 'rollback'; readonly chain: boolean }
    | { readonly kind: 'savepoint' | 'release' | 'rollback to'; readonly name: string }
    | { readonly kind: 'set modes'; readonly modes: TransactionModes; readonly session: boolean }
    | { readonly kind: 'set constraints'; readonly names: readonly QualifiedName[] | 'all'; readonly deferred: boolean }
    | { readonly kind: 'prepared'; readonly what: string }
}

export interface SetStatement extends Node {
  readonly kind: 'set'
  readonly name: string
  /** Values as text; null: DEFAULT or RESET. */
  readonly values: readonly string[] | null
  readonly local: boolean
  /** RESET ALL. */
  readonly all: boolean
}

export interface ShowStatement extends Node {
  readonly kind: 'show'
  readonly name: string
}

export interface Explain extends Node {
  readonly kind: 'explain'
  readonly analyze: boolean
  readonly options: readonly { readonly name: string; readonly value: string | null }[]
  readonly statement: Statement
}

export interface PrepareStatement extends Node {
  readonly kind: 'prepare'
  readonly name: string
  readonly types: readonly TypeName[]
  readonly statement: Statement
}

export interface ExecuteStatement extends Node {
  readonly kind: 'execute'
  readonly name: string
  readonly args: readonly Expression[]
}

export interface DeallocateStatement extends Node {
  readonly kind: 'deallocate'
  /** null: ALL. */
  readonly name: string | null
}

/** CREATE/DROP DATABASE: meaningful to `zendb import`, refused elsewhere with 0A000. */
export interface DatabaseStatement extends Node {
  readonly kind: 'database'
  readonly action: 'create' | 'drop'
  readonly name: string
  readonly ifExists: boolean
}

/** COMMENT ON: accepted without effect on answers. */
export interface Comment extends Node {
  readonly kind: 'comment'
  readonly tag: string
}

/** VACUUM, ANALYZE, CHECKPOINT, CLUSTER, REINDEX, DISCARD, GRANT … TO …: accepted without effect; `tag` is the command tag. */
export interface Ignorable extends Node {
  readonly kind: 'ignorable'
  readonly tag: string
}

/** Known PostgreSQL statement that is not built: answers 0A000 with this name. */
export interface Unsupported extends Node {
  readonly kind: 'unsupported'
  readonly what: string
}
