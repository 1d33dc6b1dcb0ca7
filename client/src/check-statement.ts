// SQL text and parameters as an app hands them in: checked before they go anywhere, also for apps without types.

import { ZenError } from '@zendb/shared/base/errors'

export function checkStatement(sql: unknown, parameters: unknown = []): void {
  if (typeof sql !== 'string')
    throw new ZenError('INVALID_OPTION', `the SQL text is ${describe(sql)}; give a text`, { details: { option: 'sql' } })
  if (!Array.isArray(parameters))
    throw new ZenError(
      'INVALID_OPTION',
      `the parameters are ${describe(parameters)}; give a list: [value] for $1, [first, second] for $1 and $2`,
      {
        details: { option: 'parameters' },
      },
    )
}

export function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new ZenError('INVALID_OPTION', `${option} is ${describe(value)}; give a function`, { details: { option } })
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
