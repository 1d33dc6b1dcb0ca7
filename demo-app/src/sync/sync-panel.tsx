// What this device and the server know of each other: position and hash of both, writes on their way, verdicts, branches.

import { ViewHead } from '../components/view-head.tsx'
import { BranchesCard } from './branches-card.tsx'
import { ConvergenceCard } from './convergence-card.tsx'
import { JournalCard } from './journal-card.tsx'
import { OutboxCard } from './outbox-card.tsx'
import { RejectedWrites } from './rejected-writes.tsx'
import { StoryCard } from './story-card.tsx'
import { useKeptWrites } from './use-kept-writes.ts'
import './sync-panel.css'

export function SyncPanel() {
  const { outbox, rejected, refresh } = useKeptWrites()
  return (
    <div className="page sync">
      <ViewHead title="Sync" note={<p>Every state of the database is one hash</p>} />
      <ConvergenceCard />
      {rejected.length > 0 && <RejectedWrites writes={rejected} onDone={refresh} />}
      <OutboxCard outbox={outbox} />
      <JournalCard />
      <StoryCard />
      <BranchesCard />
    </div>
  )
}
