// Writes that the server refused: nothing is dropped in silence, the user decides.

import type { RejectedWriteHandle } from '@zendb/client'
import { Card } from '../components/card.tsx'
import { textOfWrite } from '../feedback/write-journal.ts'
import { printAmount, printTime } from '../format.ts'

interface Props {
  readonly writes: readonly RejectedWriteHandle[]
  readonly onDone: () => void
}

export function RejectedWrites({ writes, onDone }: Props) {
  return (
    <Card title="Refused writes" className="rejected" aside={<span className="card-note">Undone here and kept until you decide</span>}>
      <ul>
        {writes.map(write => (
          <li key={write.id} className="rejected-write">
            <div className="rejected-words">
              <p className="rejected-title">{textOfWrite(write.id) ?? 'A write of this device'}</p>
              <p>{write.message}</p>
              <p className="muted">
                {printAmount(write.rows, 'row')} in {write.tables.join(', ')}, made at {printTime(write.madeAt)} · SQLSTATE {write.code}
              </p>
            </div>
            <div className="rejected-choices">
              <button type="button" className="button" onClick={() => void write.retry().then(onDone)}>
                Try again
              </button>
              <button type="button" className="button" onClick={() => void write.discard().then(onDone)}>
                Discard
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
