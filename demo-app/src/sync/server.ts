// What the sync panel asks the server over HTTP: where a branch is, which branches there are, and to make one.

import { ZenError } from '@zendb/client'
import { serverHost } from '../database.ts'

export interface ServerCommit {
  readonly hash: string
  readonly lsn: number
}

const base = `http://${serverHost}/v1/shop/branches`

export async function fetchCommit(branch: string): Promise<ServerCommit> {
  return answerOf<ServerCommit>(await fetch(`${base}/${encodeURIComponent(branch)}/commit`))
}

export async function fetchBranches(): Promise<readonly string[]> {
  return (await answerOf<{ readonly branches: readonly string[] }>(await fetch(base))).branches
}

/** At the present state of the branch `from`. */
export async function createBranch(name: string, from: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await answerOf(await fetch(base, { method: 'POST', headers, body: JSON.stringify({ name, from }) }))
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer = (await response.json()) as Answer & { readonly error?: { readonly message: string } }
  if (!response.ok) throw new ZenError('INVALID_OPTION', answer.error?.message ?? `the server answered ${response.status}`)
  return answer
}
