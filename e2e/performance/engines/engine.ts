// What a workload asks of a database. Each file beside this one answers it for one of them; every workload runs on all alike.
// A call of a synchronous engine answers at once, so that it does not pay for promises that it does not need.

export type Later<Value> = Value | Promise<Value>
export type Row = Record<string, unknown>
export type Parameters = readonly (string | number)[]

/** A statement made ready as well as the engine can. `$1`, `$2` stand in the order of the parameters. */
export interface Statements {
  query(sql: string): (parameters: Parameters) => Later<readonly Row[]>
  execute(sql: string): (parameters: Parameters) => Later<unknown>
}

/** A live query under way. */
export interface LiveQuery {
  stop(): Later<void>
}

export type Durability = 'relaxed' | 'strict'

/** `query` and `execute` of an engine itself are a transaction each. */
export interface Engine extends Statements {
  /** Commits when `work` ends. */
  transaction(work: (statements: Statements) => Later<void>): Later<void>
  /** Rows of an INSERT that engines take best; the default is 1: a prepared statement a row. */
  readonly rowsPerInsert: number
  /** Absent: an engine without live queries runs the query again after each write. Resolves when the first rows are there. */
  subscribe?(sql: string, parameters: Parameters, changed: (rows: readonly Row[]) => void): Promise<LiveQuery>
  /** What commits promise from now on. Absent: the engine keeps nothing when it ends. */
  setDurability?(durability: Durability): Promise<void>
  close(): Promise<void>
}

/** Opens `name` or makes it. */
export type OpenEngine = (name: string) => Promise<Engine>
