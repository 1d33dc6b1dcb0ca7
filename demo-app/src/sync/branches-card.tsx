// Branches of the shop: a branch is a name for a state and what is written after it. Making one copies nothing.

import { useEffect, useId, useState, type FormEvent } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { Card } from '../components/card.tsx'
import { Icon } from '../components/icon.tsx'
import { branchName, hrefOfDatabase } from '../database.ts'
import { createBranch, fetchBranches } from './server.ts'
import './branches-card.css'

/** As the server takes them. */
const namePattern = '[A-Za-z0-9][A-Za-z0-9_.\\-]*'

export function BranchesCard() {
  const { connection } = useSyncStatus()
  const isOnline = connection === 'online'
  const [branches, setBranches] = useState<readonly string[]>([branchName])
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const failureId = useId()
  useEffect(() => {
    // Offline the list stays as it was.
    if (isOnline) fetchBranches().then(setBranches, () => {})
  }, [isOnline])

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      await createBranch(name, branchName)
      setFailure(null)
      setName('')
      setBranches(await fetchBranches())
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Card title="Branches" aside={<span className="card-note">Each is opened as a database of its own</span>}>
      <ul className="branches" aria-label="Branches">
        {branches.map(branch => (
          <li key={branch}>
            <a className="branch" href={hrefOfDatabase({ branch })} aria-current={branch === branchName ? 'true' : undefined}>
              <Icon name="branch" size={16} />
              <span className="branch-name">{branch}</span>
              {branch === branchName && <span className="branch-here">open</span>}
            </a>
          </li>
        ))}
      </ul>
      <form className="branch-form" onSubmit={event => void create(event)}>
        <input
          className="input"
          aria-label="Name of the new branch"
          aria-describedby={failure === null ? undefined : failureId}
          placeholder={`New branch of ${branchName}`}
          required
          maxLength={100}
          pattern={namePattern}
          title="Letters, digits, “_”, “.” and “-”, a letter or a digit first"
          autoComplete="off"
          autoCapitalize="off"
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <button type="submit" className="button" disabled={!isOnline}>
          Create
        </button>
      </form>
      {failure !== null && (
        <p id={failureId} className="field-error branch-failure" role="alert">
          {failure}
        </p>
      )}
      {!isOnline && <p className="field-hint branch-failure">Branches are made by the server: go online to make one.</p>}
    </Card>
  )
}
