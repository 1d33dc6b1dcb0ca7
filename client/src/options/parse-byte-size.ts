// '10MB' -> bytes. Called for the option `offlineCache`.

import { ZenError } from '@zendb/shared/base/errors'

const factors = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 } as const

/** A whole number of bytes, or a number with a unit: `'10MB'`, `'1.5 GB'`, `'512 KB'`. Units are powers of 1024. */
export function parseByteSize(option: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  if (typeof value === 'string') {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(b|[kmg]i?b)?\s*$/i.exec(value)
    const bytes = match === null ? 0 : Math.floor(Number(match[1]) * factorOf(match[2]))
    if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes
  }
  throw new ZenError(
    'INVALID_OPTION',
    `${option} is ${JSON.stringify(value)}; give a size such as '10MB', '500 KB' or '1GB', or a number of bytes`,
    {
      details: { option },
    },
  )
}

function factorOf(unit: string | undefined): number {
  const name = (unit ?? 'b').toLowerCase()
  return name in factors ? factors[name as keyof typeof factors] : 0
}
