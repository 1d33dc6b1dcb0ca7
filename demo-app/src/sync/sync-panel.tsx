// What the database knows about the server, and the proof that both hold the same: one hash.

import { useCallback, useEffect, useState } from 'react'
import { useSyncStatus, useZenDB } from '@zendb/client/react'
import type { OutboxEntry, RejectedWriteHandle } from '@zendb/client'
import { Icon } from '../components/icon.tsx'
import { branchName, serverHost } from '../database.ts'
import { printCount, printMoment } from '../format.ts'
import { RejectedWrites } from './rejected-writes.tsx'
import { useVerdicts } from './use-verdicts.ts'

interface Proof {
  readonly here: string
  readonly there: string | null
  readonly position: number
  readonly serverPosition: number | null
}

export function SyncPanel() {
  const db = useZenDB()
  const status = useSyncStatus()
  const [outbox, setOutbox] = useState<readonly OutboxEntry[]>([])
  const [rejected, setRejected] = useState<readonly RejectedWriteHandle[]>([])
  const refresh = useCallback(() => {
    void db.outbox().then(setOutbox)
    void db.rejected().then(setRejected)
  }, [db])
  useEffect(refresh, [refresh, status.outbox, status.rejected])
  return (
    <div className="sync">
      <div className="view-head">
        <h1>Sync</h1>
        <p className="view-note">
          Branch {branchName} on {serverHost}
        </p>
      </div>
      <div className="sync-grid">
        {rejected.length > 0 && <RejectedWrites writes={rejected} onDone={refresh} />}
        <ConnectionCard />
        <ProofCard />
        <OutboxCard outbox={outbox} />
        <VerdictsCard />
      </div>
    </div>
  )
}

function ConnectionCard() {
  const db = useZenDB()
  const status = useSyncStatus()
  const isPaused = status.connection === 'paused'
  return (
    <section className="card">
      <h2>Connection</h2>
      <div className="switch-row">
        <div>
          <p className="connection-big">{isPaused ? 'Offline by choice' : status.connection}</p>
          <p className="muted">
            {isPaused ? 'Go on working: everything is kept and sent later.' : (status.error ?? 'Changes travel as soon as they are made.')}
          </p>
        </div>
        <button
          type="button"
          className="switch"
          role="switch"
          aria-checked={!isPaused}
          aria-label="Online"
          onClick={() => void (isPaused ? db.resume() : db.pause())}
        >
          <span className="switch-knob" />
        </button>
      </div>
      <dl className="facts">
        <Fact label="Log position" value={status.position} />
        <Fact label="To send" value={status.outbox} />
        <Fact label="Refused" value={status.rejected} />
      </dl>
      <a className="button" href={`${location.pathname}?name=second-desk&branch=${branchName}`} target="_blank" rel="noreferrer">
        <Icon name="window" size={16} /> Open a second device
      </a>
    </section>
  )
}

function Fact({ label, value }: { readonly label: string; readonly value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{printCount(value)}</dd>
    </div>
  )
}

function ProofCard() {
  const db = useZenDB()
  const { position } = useSyncStatus()
  const [proof, setProof] = useState<Proof | null>(null)
  const [isComparing, setIsComparing] = useState(false)
  const compare = async (): Promise<void> => {
    setIsComparing(true)
    try {
      const here = await db.rootHash()
      const there = await serverCommit()
      setProof({ here, there: there?.hash ?? null, position: db.status.position, serverPosition: there?.lsn ?? null })
    } finally {
      setIsComparing(false)
    }
  }
  return (
    <section className="card">
      <h2>Proof</h2>
      <p className="muted">
        Every state of the database is one hash. Equal hashes at one position mean equal rows, here and on the server.
      </p>
      <button type="button" className="button button-strong" disabled={isComparing} onClick={() => void compare()}>
        <Icon name="check" size={16} /> Compare with the server
      </button>
      {proof && <ProofResult proof={proof} isOld={proof.position !== position} />}
    </section>
  )
}

function OutboxCard({ outbox }: { readonly outbox: readonly OutboxEntry[] }) {
  return (
    <section className="card">
      <h2>Outbox</h2>
      {outbox.length === 0 ? (
        <p className="muted">Nothing waits. The server has everything.</p>
      ) : (
        <ul className="entries">
          {outbox.map(entry => (
            <li key={entry.id} className="entry">
              <span>
                {entry.rows} {entry.rows === 1 ? 'row' : 'rows'} in {entry.tables.join(', ')}
              </span>
              <time>{printMoment(entry.madeAt)}</time>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function VerdictsCard() {
  const verdicts = useVerdicts()
  return (
    <section className="card">
      <h2>Last verdicts</h2>
      {verdicts.length === 0 ? (
        <p className="muted">No write was refused or merged since this page was opened.</p>
      ) : (
        <ul className="entries">
          {verdicts.map(verdict => (
            <li key={verdict.id} className="entry">
              <span>{verdict.text}</span>
              <time>{printMoment(verdict.at)}</time>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function ProofResult({ proof, isOld }: { readonly proof: Proof; readonly isOld: boolean }) {
  const isEqual = proof.here === proof.there
  const isSamePosition = proof.position === proof.serverPosition
  return (
    <div className={isEqual ? 'proof proof-good' : 'proof'} role="status">
      <p className="proof-word">
        {proof.there === null
          ? 'The server cannot be reached'
          : isEqual
            ? 'Equal, row by row'
            : isSamePosition
              ? 'Different'
              : 'At different positions'}
      </p>
      <dl className="hashes">
        <div>
          <dt>Here at {proof.position}</dt>
          <dd>{proof.here}</dd>
        </div>
        {proof.there !== null && (
          <div>
            <dt>Server at {proof.serverPosition}</dt>
            <dd>{proof.there}</dd>
          </div>
        )}
      </dl>
      {isOld && <p className="proof-old">Changes have arrived since: compare again.</p>}
    </div>
  )
}

async function serverCommit(): Promise<{ readonly hash: string; readonly lsn: number } | null> {
  try {
    const response = await fetch(`http://${serverHost}/v1/shop/branches/${encodeURIComponent(branchName)}/commit`)
    return response.ok ? ((await response.json()) as { hash: string; lsn: number }) : null
  } catch {
    // Offline: there is nobody to compare with.
    return null
  }
}
