// Writes of this device that the server has not seen yet, oldest first.

import type { OutboxEntry } from '@zendb/client'
import { Card } from '../components/card.tsx'
import { printAmount, printTime } from '../format.ts'

export function OutboxCard({ outbox }: { readonly outbox: readonly OutboxEntry[] }) {
  return (
    <Card title="Outbox" aside={outbox.length > 0 && <span className="card-note">{printAmount(outbox.length, 'write')} to send</span>}>
      {outbox.length === 0 ? (
        <p className="muted">Nothing waits: the server has everything that was written here.</p>
      ) : (
        <ul className="entries" tabIndex={0} aria-label="Outbox">
          {outbox.map(({ id, rows, tables, madeAt }) => (
            <li key={id} className="entry">
              <span className="entry-text">
                {printAmount(rows, 'row')} in {tables.join(', ')}
              </span>
              <time dateTime={madeAt.toISOString()}>{printTime(madeAt)}</time>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
