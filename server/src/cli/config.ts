// Command line and environment -> checked settings. Flags win over the environment.

import { parseArgs } from 'node:util'
import { ZenError } from '@zendb/shared/base/errors'

/** Where objects are kept. */
export type StoreSetting =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string | null; readonly endpoint: string | null }

export interface ServeSettings {
  readonly command: 'serve'
  readonly store: StoreSetting
  readonly host: string
  readonly port: number
  readonly isDevelopment: boolean
  readonly jwtSecret: string | null
  readonly staticFolder: string | null
}

export type ImportDialect = 'postgresql' | 'mysql' | 'sqlite' | 'transactsql'

export interface ImportSettings {
  readonly command: 'import'
  readonly file: string
  readonly dialect: ImportDialect
  readonly database: string | null
  readonly store: StoreSetting
}

export interface CreateSettings {
  readonly command: 'create'
  readonly database: string
  readonly store: StoreSetting
}

export type Settings = ServeSettings | ImportSettings | CreateSettings | { readonly command: 'help' | 'version' }

type Environment = Readonly<Record<string, string | undefined>>

const options = {
  data: { type: 'string' },
  s3: { type: 'string' },
  's3-prefix': { type: 'string' },
  's3-endpoint': { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  dev: { type: 'boolean' },
  'jwt-secret': { type: 'string' },
  static: { type: 'string' },
  dialect: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

type Flags = Readonly<Partial<Record<keyof typeof options, string | boolean>>>

function invalid(message: string): ZenError {
  return new ZenError('INVALID_OPTION', `${message}; "zendb help" lists the options`)
}

/** Throws INVALID_OPTION. */
export function readSettings(args: readonly string[], environment: Environment): Settings {
  let parsed: { values: Flags; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (cause) {
    // What Node adds after the first sentence is about how to begin an operand with "-".
    throw invalid(cause instanceof Error ? cause.message.split('. ')[0].replace(/^Unknown/, 'unknown') : String(cause))
  }
  const { values: flags, positionals } = parsed
  const [command = 'help', ...operands] = positionals
  if (flags.help === true) return { command: 'help' }
  if (flags.version === true) return { command: 'version' }
  switch (command) {
    case 'help':
    case 'version':
      return { command }
    case 'serve':
      if (operands.length > 0) throw invalid(`"zendb serve" takes no operand "${operands[0]}"`)
      return serveSettings(flags, environment)
    case 'create':
      if (operands.length !== 1) throw invalid('"zendb create" needs the name of one database')
      return { command, database: operands[0], store: storeSetting(flags, environment) }
    case 'import':
      if (operands.length !== 1) throw invalid('"zendb import" needs one file')
      return {
        command,
        file: operands[0],
        dialect: dialectOf(flags),
        database: text(flags.database) ?? null,
        store: storeSetting(flags, environment),
      }
    default:
      throw invalid(`there is no command "${command}"`)
  }
}

const text = (flag: string | boolean | undefined): string | undefined => (typeof flag === 'string' ? flag : undefined)

function serveSettings(flags: Flags, environment: Environment): ServeSettings {
  const isDevelopment = flags.dev === true
  const jwtSecret = text(flags['jwt-secret']) ?? environment.ZENDB_JWT_SECRET ?? null
  if (!isDevelopment && jwtSecret === null)
    throw invalid(
      'a token is required: give the secret that tokens are signed with as --jwt-secret or ZENDB_JWT_SECRET, or start with --dev on your own machine',
    )
  if (jwtSecret !== null && jwtSecret.length < 32) throw invalid('the JWT secret is shorter than 32 characters')
  const port = Number(text(flags.port) ?? environment.PORT ?? 4000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalid(`"${text(flags.port) ?? environment.PORT ?? ''}" is not a port`)
  return {
    command: 'serve',
    store: storeSetting(flags, environment),
    host: text(flags.host) ?? environment.HOST ?? '127.0.0.1',
    port,
    isDevelopment,
    jwtSecret: isDevelopment ? null : jwtSecret,
    staticFolder: text(flags.static) ?? null,
  }
}

function storeSetting(flags: Flags, environment: Environment): StoreSetting {
  const bucket = text(flags.s3)
  if (bucket === undefined) return { kind: 'folder', path: text(flags.data) ?? environment.ZENDB_DATA ?? '.zendb' }
  if (flags.data !== undefined) throw invalid('give --data or --s3, not both')
  return {
    kind: 's3',
    bucket,
    prefix: text(flags['s3-prefix']) ?? null,
    endpoint: text(flags['s3-endpoint']) ?? environment.ZENDB_S3_ENDPOINT ?? null,
  }
}

function dialectOf(flags: Flags): ImportDialect {
  const dialect = text(flags.dialect) ?? 'postgresql'
  switch (dialect) {
    case 'postgresql':
    case 'mysql':
    case 'sqlite':
    case 'transactsql':
      return dialect
    default:
      throw invalid(`"${dialect}" is not a dialect: postgresql, mysql, sqlite or transactsql`)
  }
}
