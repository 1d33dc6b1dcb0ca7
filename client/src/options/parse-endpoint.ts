// `zendb://host:port/database@branch` -> where to connect. Called with the option `endpoint`.

import { ZenError } from '@zendb/shared/base/errors'

export interface Endpoint {
  /** `ws` in the clear for this machine, `wss` for every other. */
  readonly scheme: 'ws' | 'wss'
  /** Host and port, as in a URL. */
  readonly host: string
  readonly database: string
  readonly branch: string
}

const defaultBranch = 'main'
/** What `npm start` listens on. */
const localPort = '4000'
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/
const branchPattern = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}$/

/** `branch` is the option of that name, if given; it must agree with the one in the text. */
export function parseEndpoint(text: unknown, branch?: string): Endpoint {
  const invalid = (reason: string): ZenError =>
    new ZenError(
      'INVALID_OPTION',
      `endpoint ${JSON.stringify(text)} ${reason}; write it as zendb://host:port/database or zendb://host:port/database@branch`,
      {
        details: { option: 'endpoint' },
      },
    )
  if (typeof text !== 'string') throw invalid('is not a text')
  const url = parseUrl(text)
  if (url === null) throw invalid('is not an address')
  if (!(url.protocol in schemes)) throw invalid(`begins with "${url.protocol}//"`)
  if (url.username !== '' || url.password !== '') throw invalid('carries a user name or password, which belong into `auth: { token }`')
  if (url.search !== '' || url.hash !== '') throw invalid('carries "?" or "#"')
  if (url.hostname === '') throw invalid('names no host')
  const [database, inPath, ...others] = decodePath(url.pathname).split('@')
  if (!namePattern.test(database))
    throw invalid(database === '' ? 'names no database' : `names the database "${database}": use letters, digits, "_", "-" and "."`)
  if (others.length > 0 || inPath === '') throw invalid('has an "@" that is not followed by one branch')
  if (inPath !== undefined && branch !== undefined && inPath !== branch)
    throw invalid(`names branch "${inPath}", but the option \`branch\` says "${branch}"`)
  const isLocal = isThisMachine(url.hostname)
  return {
    scheme: schemes[url.protocol as keyof typeof schemes] ?? (isLocal ? 'ws' : 'wss'),
    host: url.port === '' && isLocal ? `${url.hostname}:${localPort}` : url.host,
    database,
    branch: parseBranch(branch ?? inPath ?? defaultBranch),
  }
}

export function parseBranch(branch: unknown): string {
  if (typeof branch === 'string' && branchPattern.test(branch)) return branch
  throw new ZenError('INVALID_OPTION', `branch ${JSON.stringify(branch)} is not a name; use letters, digits, "_", "-", "." and "/"`, {
    details: { option: 'branch' },
  })
}

/** null: as the host says. */
const schemes = { 'zendb:': null, 'ws:': 'ws', 'wss:': 'wss' } as const

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.replace(/^\//, ''))
  } catch {
    // A stray "%" is no name; the pattern then refuses it with the text as given.
    return path
  }
}
