// Rows of any statement as a table. Long results are cut with a word about it: a console is for looking.

import { printCount } from '../format.ts'

export interface TableResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

const shownRows = 500

export function ResultTable({ result: { rows } }: { readonly result: TableResult }) {
  const columns = Object.keys(rows[0] ?? {})
  const isPlan = columns.length === 1 && columns[0] === 'QUERY PLAN'
  if (isPlan)
    return (
      <pre className="card plan" tabIndex={0} role="region" aria-label="Plan">
        {rows.map(row => String(row['QUERY PLAN'])).join('\n')}
      </pre>
    )
  const numeric = new Set(columns.filter(column => rows.every(row => isNumeric(row[column]))))
  return (
    <div className="card result" tabIndex={0} role="region" aria-label="Result">
      <table>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column} scope="col" className={numeric.has(column) ? 'number' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map((row, i) => (
            <tr key={i}>
              {columns.map(column => (
                <td key={column} className={numeric.has(column) ? 'number' : undefined}>
                  {printCell(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownRows && (
        <p className="result-note">
          The first {printCount(shownRows)} of {printCount(rows.length)} rows.
        </p>
      )}
    </div>
  )
}

/** Exact decimals arrive as text. */
function isNumeric(value: unknown): boolean {
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value)
  return value === null || typeof value === 'number' || typeof value === 'bigint'
}

function printCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, 19)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
