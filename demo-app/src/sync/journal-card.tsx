// What became of the writes of this window since it was opened.

import { Card } from '../components/card.tsx'
import { printTime } from '../format.ts'
import { useJournal, type JournalEntry } from '../feedback/write-journal.ts'

const verdictWords: Readonly<Record<JournalEntry['verdict'], string>> = {
  waiting: 'Waits',
  accepted: 'Accepted',
  refused: 'Refused',
  merged: 'Merged',
}

export function JournalCard() {
  const journal = useJournal()
  return (
    <Card title="Last verdicts" aside={<span className="card-note">Of this window</span>}>
      {journal.length === 0 ? (
        <p className="muted">Nothing was written here since the page was opened.</p>
      ) : (
        <ul className="entries" tabIndex={0} aria-label="Last verdicts">
          {journal.map(({ id, text, verdict, at }) => (
            <li key={id} className="entry">
              <span className={`verdict verdict-${verdict}`}>{verdictWords[verdict]}</span>
              <span className="entry-text">{text}</span>
              <time dateTime={at.toISOString()}>{printTime(at)}</time>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
