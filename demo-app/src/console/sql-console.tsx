// Any SQL against the database on this device, with the plan on request. Ctrl+Enter or Cmd+Enter runs it.

import { useState } from 'react'
import { useZenDB } from '@zendb/client/react'
import { ZenError } from '@zendb/client'
import { Icon } from '../components/icon.tsx'
import { ResultTable, type TableResult } from './result-table.tsx'

const examples: readonly { readonly label: string; readonly sql: string }[] = [
  {
    label: 'Revenue by country',
    sql: `SELECT c.country, count(*) AS orders, sum(o.total) AS revenue
FROM orders o JOIN customers c ON c.id = o.customer_id
WHERE o.status <> 'cancelled'
GROUP BY c.country
ORDER BY revenue DESC`,
  },
  {
    label: 'Rank of customers',
    sql: `SELECT name, company, spent, rank() OVER (ORDER BY spent DESC) AS place
FROM (
  SELECT c.name, c.company, sum(o.total) AS spent
  FROM customers c JOIN orders o ON o.customer_id = c.id
  GROUP BY c.id, c.name, c.company
) s
ORDER BY place LIMIT 20`,
  },
  {
    label: 'Oldest open orders',
    sql: `SELECT number, status, placed_at, total\nFROM orders\nWHERE status IN ('pending', 'paid')\nORDER BY placed_at\nLIMIT 25`,
  },
  {
    label: 'Put orders on hold',
    sql: `UPDATE orders SET note = 'On hold', updated_at = now()\nWHERE status = 'pending' AND priority = 'low'`,
  },
]

interface Outcome {
  readonly result: TableResult | null
  readonly message: string
  readonly isError: boolean
}

export function SqlConsole() {
  const db = useZenDB()
  const [sql, setSql] = useState(examples[0].sql)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isRunning, setIsRunning] = useState(false)

  const run = async (text: string): Promise<void> => {
    setIsRunning(true)
    const startedMs = performance.now()
    try {
      const { rows, command } = await db.execute(text)
      const ms = (performance.now() - startedMs).toFixed(1)
      setOutcome({ result: rows.length > 0 ? { rows } : null, message: `${command} in ${ms} ms`, isError: false })
    } catch (error) {
      setOutcome({ result: null, message: describe(error), isError: true })
    } finally {
      setIsRunning(false)
    }
  }

  return (
    <div className="console">
      <div className="view-head">
        <h1>SQL</h1>
        <p className="view-note">PostgreSQL dialect, run on this device</p>
      </div>
      <div className="chips" role="group" aria-label="Examples">
        {examples.map(example => (
          <button key={example.label} type="button" className="chip" aria-pressed={example.sql === sql} onClick={() => setSql(example.sql)}>
            {example.label}
          </button>
        ))}
      </div>
      <div className="card editor">
        <label className="visually-hidden" htmlFor="sql">
          SQL statement
        </label>
        <textarea
          id="sql"
          spellCheck={false}
          autoCapitalize="off"
          rows={8}
          value={sql}
          onChange={event => setSql(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void run(sql)
          }}
        />
        <div className="editor-foot">
          <button type="button" className="button button-strong" disabled={isRunning} onClick={() => void run(sql)}>
            <Icon name="play" size={16} /> Run
          </button>
          <button type="button" className="button" disabled={isRunning} onClick={() => void run(`EXPLAIN ${sql}`)}>
            Explain
          </button>
          <kbd className="editor-keys roomy">Ctrl Enter</kbd>
          {outcome && (
            <p className={outcome.isError ? 'editor-message editor-message-bad' : 'editor-message'} role="status">
              {outcome.message}
            </p>
          )}
        </div>
      </div>
      {outcome?.result && <ResultTable result={outcome.result} />}
      {outcome === null && <p className="empty">Rows, or the plan, show here.</p>}
    </div>
  )
}

function describe(error: unknown): string {
  if (error instanceof ZenError) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
