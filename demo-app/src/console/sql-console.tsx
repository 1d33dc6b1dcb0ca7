// Any SQL against the database on this device, with the plan on request. What was run last stands in the URL.

import { useState } from 'react'
import { useMutation } from '@zendb/client/react'
import { EmptyState } from '../components/empty-state.tsx'
import { Icon } from '../components/icon.tsx'
import { ViewHead } from '../components/view-head.tsx'
import { recordWrite } from '../feedback/write-journal.ts'
import { hrefOf, navigate, useRoute } from '../route.ts'
import { examples } from './examples.ts'
import { ResultTable } from './result-table.tsx'
import { SqlEditor } from './sql-editor.tsx'
import { SqlFailure } from './sql-failure.tsx'
import { StatementResult } from './statement-result.ts'
import './sql-console.css'

export function SqlConsole() {
  const { search } = useRoute()
  const [sql, setSql] = useState(search.get('sql') ?? examples[0].sql)
  const statement = useMutation<string, StatementResult>(async (db, text) => {
    const startedMs = performance.now()
    const write = db.execute(text)
    const { rows, command } = await write
    if (/^(INSERT|UPDATE|DELETE|MERGE)/.test(command)) recordWrite(`SQL: ${command}`, write)
    return new StatementResult(text, rows, command, performance.now() - startedMs)
  })
  const run = (prefix = ''): void => {
    if (sql.trim() === '' || statement.isPending) return
    navigate(hrefOf('console', null, new URLSearchParams(sql === examples[0].sql ? {} : { sql })), 'replace')
    statement.mutate(prefix + sql)
  }
  return (
    <div className="page console">
      <ViewHead title="SQL" note={<p>PostgreSQL dialect, run on this device</p>} />
      <div className="chips" role="group" aria-label="Examples">
        {examples.map(example => (
          <button key={example.label} type="button" className="chip" aria-pressed={example.sql === sql} onClick={() => setSql(example.sql)}>
            {example.label}
          </button>
        ))}
      </div>
      <div className="editor">
        <SqlEditor sql={sql} onChange={setSql} onRun={() => run()} />
        <div className="editor-foot">
          <button type="button" className="button button-strong" disabled={statement.isPending} onClick={() => run()}>
            <Icon name="play" size={16} /> Run
          </button>
          <button type="button" className="button" disabled={statement.isPending} onClick={() => run('EXPLAIN ')}>
            Explain
          </button>
          <kbd className="editor-keys">Ctrl + Enter</kbd>
          <p className="editor-message" role="status" aria-label="Outcome">
            {statement.isPending ? 'Running' : statement.error ? 'Failed' : statement.data?.summary}
          </p>
        </div>
      </div>
      {statement.error && !statement.isPending && <SqlFailure error={statement.error} sql={sql} />}
      {statement.data && statement.data.rows.length > 0 && <ResultTable result={statement.data} />}
      {!statement.data && !statement.error && (
        <EmptyState icon="console" title="Rows show here">
          Run the statement above, choose another example, or write your own. “Explain” shows how it would be run.
        </EmptyState>
      )}
    </div>
  )
}
