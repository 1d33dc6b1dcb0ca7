// Writes that the server refused: nothing is dropped in silence, the user decides.

import type { RejectedWriteHandle } from '@zendb/client'

interface Props {
  readonly writes: readonly RejectedWriteHandle[]
  readonly onDone: () => void
}

export function RejectedWrites({ writes, onDone }: Props) {
  return (
    <section className="card card-wide">
      <h2>Refused writes</h2>
      <ul className="entries">
        {writes.map(write => (
          <li key={write.id} className="entry entry-bad">
            <span>
              <strong>{write.message}</strong>
              <br />
              <span className="muted">
                {write.rows} {write.rows === 1 ? 'row' : 'rows'} in {write.tables.join(', ')} ({write.code})
              </span>
            </span>
            <span className="entry-actions">
              <button type="button" className="button" onClick={() => void write.retry().then(onDone)}>
                Try again
              </button>
              <button type="button" className="button button-quiet" onClick={() => void write.discard().then(onDone)}>
                Discard
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
