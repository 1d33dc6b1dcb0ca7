// What an app may say when it opens a database: the public interface, and the checked form that the rest of the client uses.
// Every option is checked here, once, with an INVALID_OPTION that tells what to write instead.

import { ZenError } from '@zendb/shared/base/errors'
import type { Durability } from '@zendb/shared/storage/log-store'
import { checkMigrations, type Migration, type MigrationOption } from './check-migrations.ts'
import { parseByteSize } from './parse-byte-size.ts'
import { parseBranch, parseEndpoint, type Endpoint } from './parse-endpoint.ts'

/**
 * A token, or a function that gets a fresh one: it is called for every connection, and again some seconds after the server refused
 * what it gave. `resume()` tries at once.
 */
export type TokenSource = string | (() => string | Promise<string>)

/** When writes travel to the server. */
export type SyncMode =
  /** As soon as there is a connection; writes are answered when they are durable on this device. */
  | 'eventual'
  /** As soon as there is a connection; writes are answered when the server has accepted them. */
  | 'strong'
  /** Only after `resume()`, until `pause()`. */
  | 'manual'

/**
 * Options of `new ZenDB(options)`. All of them may be left out: that is a database on this device alone.
 *
 * @example
 * ```ts
 * const db = new ZenDB({
 *   name: 'notes',
 *   migrations: ['CREATE TABLE note (id serial PRIMARY KEY, body text NOT NULL)'],
 * })
 * await db.execute('INSERT INTO note (body) VALUES ($1)', ['Buy milk'])
 * ```
 */
export interface ZenDBOptions {
  /** `zendb://host:port/database` or `zendb://host:port/database@branch`. Without it the database lives on this device alone. */
  readonly endpoint?: string | undefined
  /** Name of the database on this device, which belongs to one branch of one database. Default: made from the endpoint, else `zendb`. */
  readonly name?: string | undefined
  /** Branch to work on. Default: the one in the endpoint, else `main`. */
  readonly branch?: string | undefined
  /** What proves to the server who we are. */
  readonly auth?: { readonly token: TokenSource } | undefined
  /** Where the data is kept. Default: `indexeddb` in a browser, `memory` elsewhere. A directory needs Node. */
  readonly storage?: 'indexeddb' | 'memory' | { readonly directory: string } | undefined
  /** How much of the database is kept decoded in memory, as bytes or `'10MB'`. Default: 64 MB. */
  readonly offlineCache?: string | number | undefined
  /** Default: `eventual`. */
  readonly syncMode?: SyncMode | undefined
  /** `relaxed` (default): a write survives a crash of the tab. `strict`: a power loss, too, as far as the platform can promise. */
  readonly durability?: Durability | undefined
  /** SQL scripts that bring the schema up to date, in order; each is run once per database. Append to the list, never change it. */
  readonly migrations?: readonly MigrationOption[] | undefined
}

/** Options after all checks. */
export interface CheckedOptions {
  readonly name: string
  readonly endpoint: Endpoint | null
  readonly token: TokenSource | null
  readonly storage: { readonly kind: 'indexeddb' } | { readonly kind: 'memory' } | { readonly kind: 'directory'; readonly path: string }
  readonly cacheBytes: number | null
  readonly syncMode: SyncMode
  readonly durability: Durability
  readonly migrations: readonly Migration[]
}

const optionNames: readonly (keyof ZenDBOptions)[] = [
  'endpoint',
  'name',
  'branch',
  'auth',
  'storage',
  'offlineCache',
  'syncMode',
  'durability',
  'migrations',
]

export function checkOptions(options: unknown): CheckedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw invalidOption('options', options, 'an object such as { name: "notes" }')
  for (const name of Object.keys(options))
    if (!optionNames.some(known => known === name))
      throw new ZenError('INVALID_OPTION', `there is no option "${name}"; the options are ${optionNames.join(', ')}`, {
        details: { option: name },
      })
  const given: Partial<Record<keyof ZenDBOptions, unknown>> = options
  const branch = given.branch === undefined ? undefined : parseBranch(given.branch)
  const endpoint = given.endpoint === undefined ? null : parseEndpoint(given.endpoint, branch)
  if (endpoint === null) requireEndpointFor(given)
  return {
    name: checkName(given.name, endpoint),
    endpoint,
    token: checkToken(given.auth),
    storage: checkStorage(given.storage),
    cacheBytes: given.offlineCache === undefined ? null : parseByteSize('offlineCache', given.offlineCache),
    syncMode: oneOf('syncMode', given.syncMode ?? 'eventual', ['eventual', 'strong', 'manual']),
    durability: oneOf('durability', given.durability ?? 'relaxed', ['relaxed', 'strict']),
    migrations: checkMigrations(given.migrations ?? []),
  }
}

/** These mean nothing without a server, so saying them is a mistake worth telling. */
function requireEndpointFor(given: Partial<Record<keyof ZenDBOptions, unknown>>): void {
  for (const option of ['branch', 'auth', 'syncMode'] as const)
    if (given[option] !== undefined)
      throw new ZenError(
        'INVALID_OPTION',
        `${option} needs an endpoint: add endpoint: 'zendb://host:port/database', or leave ${option} out`,
        { details: { option } },
      )
}

function checkName(name: unknown, endpoint: Endpoint | null): string {
  if (name === undefined) return endpoint === null ? 'zendb' : `${endpoint.host}/${endpoint.database}@${endpoint.branch}`
  if (typeof name === 'string' && /^[\w./:@ -]{1,200}$/.test(name)) return name
  throw invalidOption('name', name, 'a text of 1 to 200 letters, digits, spaces or "_ - . / : @"')
}

function checkToken(auth: unknown): TokenSource | null {
  if (auth === undefined) return null
  if (typeof auth === 'object' && auth !== null && 'token' in auth) {
    const { token } = auth
    if (typeof token === 'string' && token !== '') return token
    if (typeof token === 'function') return token as () => string | Promise<string>
  }
  // The value itself stays out of the message: it may be a secret.
  throw new ZenError('INVALID_OPTION', 'auth is not valid; give { token } with a text, or with a function that returns one', {
    details: { option: 'auth' },
  })
}

function checkStorage(storage: unknown): CheckedOptions['storage'] {
  if (storage === undefined) return { kind: typeof indexedDB === 'undefined' ? 'memory' : 'indexeddb' }
  if (storage === 'memory') return { kind: 'memory' }
  if (storage === 'indexeddb') {
    if (typeof indexedDB !== 'undefined') return { kind: 'indexeddb' }
    throw new ZenError(
      'INVALID_OPTION',
      "storage is 'indexeddb', which is not there; outside of a browser use 'memory' or { directory: './data' }",
      {
        details: { option: 'storage' },
      },
    )
  }
  if (
    typeof storage === 'object' &&
    storage !== null &&
    'directory' in storage &&
    typeof storage.directory === 'string' &&
    storage.directory !== ''
  ) {
    if (isNode()) return { kind: 'directory', path: storage.directory }
    throw new ZenError('INVALID_OPTION', "storage is a directory, which needs Node; in a browser use 'indexeddb'", {
      details: { option: 'storage' },
    })
  }
  throw invalidOption('storage', storage, "'indexeddb', 'memory' or { directory: './data' }")
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined
}

function oneOf<Value extends string>(option: string, value: unknown, values: readonly Value[]): Value {
  const found = values.find(candidate => candidate === value)
  if (found === undefined) throw invalidOption(option, value, `one of ${values.map(each => `'${each}'`).join(', ')}`)
  return found
}

function invalidOption(option: string, value: unknown, instead: string): ZenError {
  return new ZenError('INVALID_OPTION', `${option} is ${printed(value)}; give ${instead}`, { details: { option } })
}

function printed(value: unknown): string {
  const text = typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
