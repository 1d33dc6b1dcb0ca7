// A text area with colours: the coloured text lies under a transparent one and gives both their height.

import { Fragment, useMemo } from 'react'
import { highlightSql } from './highlight-sql.ts'

interface Props {
  readonly sql: string
  readonly onChange: (sql: string) => void
  /** Ctrl+Enter or Cmd+Enter. */
  readonly onRun: () => void
}

export function SqlEditor({ sql, onChange, onRun }: Props) {
  const pieces = useMemo(() => highlightSql(sql), [sql])
  return (
    <div className="editor-code">
      <pre className="editor-text" aria-hidden="true">
        {pieces.map(({ kind, text }, i) =>
          kind === 'other' ? (
            <Fragment key={i}>{text}</Fragment>
          ) : (
            <span key={i} className={`sql-${kind}`}>
              {text}
            </span>
          ),
        )}
        {'\n'}
      </pre>
      <textarea
        className="editor-text editor-input"
        aria-label="SQL statement"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        value={sql}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onRun()
        }}
      />
    </div>
  )
}
