// This device and the server, and whether they hold the same: one hash says it of every row.

import type { ReactNode } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { Icon, type IconName } from '../components/icon.tsx'
import { branchName, deviceLabel, serverHost } from '../database.ts'
import { printAmount, printCount } from '../format.ts'
import { connectionWords, useConnection } from '../shell/use-connection.ts'
import { HashSign } from './hash-sign.tsx'
import type { ServerCommit } from './server.ts'
import { useComparison, type Comparison } from './use-comparison.ts'
import './convergence-card.css'

const verdicts: Readonly<Record<Comparison['verdict'], { readonly icon: IconName; readonly title: string; readonly text: string }>> = {
  waiting: { icon: 'sync', title: 'Comparing', text: 'One moment.' },
  offline: { icon: 'offline', title: 'Not compared', text: 'This device is offline and asks nobody.' },
  unreachable: { icon: 'offline', title: 'Not compared', text: 'The server cannot be reached.' },
  apart: { icon: 'sync', title: 'On its way', text: 'One of the two is further; the rest is being sent.' },
  identical: { icon: 'check', title: 'Identical', text: 'Equal hashes at one position: the same rows here and there.' },
  different: { icon: 'warning', title: 'Different', text: 'Equal positions and different rows: this must never happen.' },
}

export function ConvergenceCard() {
  const { here, there, verdict } = useComparison()
  const { connection, isPaused, toggle } = useConnection()
  const { outbox } = useSyncStatus()
  const { icon, title, text } = verdicts[verdict]
  return (
    <section className={`card convergence convergence-${verdict}`} aria-label="This device and the server">
      <Side
        name="This device"
        what={deviceLabel}
        commit={here}
        note={outbox === 0 ? 'nothing to send' : `and ${printAmount(outbox, 'change')} to send`}
      >
        <button type="button" className="connection-button" role="switch" aria-checked={!isPaused} aria-label="Online" onClick={toggle}>
          {connectionWords[connection]}
          <span className="switch" aria-hidden="true" />
        </button>
      </Side>
      <div className="convergence-verdict" role="status" aria-label="Comparison">
        <span className="convergence-icon">
          <Icon name={icon} size={22} />
        </span>
        <strong>{title}</strong>
        <span>{text}</span>
      </div>
      <Side
        name="Server"
        what={`${branchName} on ${serverHost}`}
        commit={there}
        note={verdict === 'offline' || verdict === 'unreachable' ? 'as last seen' : null}
      />
    </section>
  )
}

interface SideProps {
  readonly name: string
  readonly what: string
  readonly commit: ServerCommit | null
  readonly note: string | null
  readonly children?: ReactNode
}

function Side({ name, what, commit, note, children }: SideProps) {
  return (
    <div className="side">
      <div className="side-head">
        <h2>{name}</h2>
        <span className="side-what">{what}</span>
        {children}
      </div>
      <div className="side-state">
        <HashSign hash={commit?.hash ?? null} />
        <dl>
          <dt>Log position</dt>
          <dd className="side-position">
            {commit === null ? 'not known' : printCount(commit.lsn)}
            {commit !== null && note !== null && <span className="side-note">{note}</span>}
          </dd>
          <dt>Root hash</dt>
          <dd className="side-hash">{commit?.hash ?? 'not known'}</dd>
        </dl>
      </div>
    </div>
  )
}
