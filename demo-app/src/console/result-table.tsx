// Rows of any statement as a table, or its plan.

import { showToast } from '../feedback/toast-store.ts'
import { printCount } from '../format.ts'
import { drawnRows, isNumeric, printCell, type StatementResult } from './statement-result.ts'
import './result-table.css'

export function ResultTable({ result }: { readonly result: StatementResult }) {
  const { rows, columns } = result
  if (result.isPlan)
    return (
      <pre className="result plan" tabIndex={0} role="region" aria-label="Plan">
        {rows.map(row => printCell(row['QUERY PLAN'])).join('\n')}
      </pre>
    )
  const numeric = new Set(columns.filter(column => rows.every(row => isNumeric(row[column]))))
  const classOf = (column: string): string | undefined => (numeric.has(column) ? 'number' : undefined)
  return (
    <div className="result">
      <div className="result-rows" tabIndex={0} role="region" aria-label="Result">
        <table>
          <thead>
            <tr>
              <th className="row-number">
                <span className="visually-hidden">Row</span>
              </th>
              {columns.map(column => (
                <th key={column} scope="col" className={classOf(column)}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, drawnRows).map((row, i) => (
              <tr key={i}>
                <td className="row-number">{printCount(i + 1)}</td>
                {columns.map(column => (
                  <td key={column} className={classOf(column)}>
                    {printCell(row[column]) ?? <span className="null">NULL</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="result-foot">
        <button type="button" className="button button-quiet" onClick={() => void copy(result.toCsv())}>
          Copy as CSV
        </button>
      </div>
    </div>
  )
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    showToast({ kind: 'done', text: 'Rows copied', action: null })
  } catch {
    // The browser asks the user, who may say no.
    showToast({ kind: 'trouble', text: 'The browser does not allow copying here', action: null })
  }
}
