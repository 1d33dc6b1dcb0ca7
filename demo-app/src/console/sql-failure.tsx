// Why a statement failed: the code and the words of the database, and the place in the text, if it is known.

import { SqlError, ZenError } from '@zendb/client'
import { Icon } from '../components/icon.tsx'
import '../components/notice.css'

export function SqlFailure({ error, sql }: { readonly error: Error; readonly sql: string }) {
  const place = error instanceof SqlError && error.position !== undefined ? placeOf(sql, error.position) : null
  return (
    <div className="failure notice notice-bad" role="alert">
      <Icon name="warning" />
      <div className="failure-words">
        <p>
          <strong>{error.message}</strong>
        </p>
        {place && (
          <pre className="failure-place">
            {`line ${place.line}: ${place.text}\n`}
            {' '.repeat(`line ${place.line}: `.length + place.column)}^
          </pre>
        )}
        {error instanceof SqlError && error.detail && <p>{error.detail}</p>}
        {error instanceof SqlError && error.hint && <p>Hint: {error.hint}</p>}
        {error instanceof ZenError && <p className="failure-code">SQLSTATE {error.code}</p>}
      </div>
    </div>
  )
}

interface Place {
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly text: string
}

function placeOf(sql: string, position: number): Place {
  const before = sql.slice(0, position).split('\n')
  return { line: before.length, column: before[before.length - 1].length, text: sql.split('\n')[before.length - 1] ?? '' }
}
