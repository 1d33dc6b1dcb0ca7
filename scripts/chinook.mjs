// Chinook, a real psql script with forty queries and PostgreSQL's answers, when it stands beside the repository (../shared/data/chinook).
// Read by the tests that load it: in Node (shared/src/engine/chinook.test.ts) and in Chromium (e2e/tests/chinook.e2e.ts).

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} RecordedQuery
 * @property {number} n
 * @property {string} sql
 * @property {readonly string[]} columns
 * @property {readonly (readonly (string | null)[])[]} rows cells as PostgreSQL prints them
 */

const folder = fileURLToPath(new URL('../../shared/data/chinook', import.meta.url))

/** Why the tests are skipped, or null. */
export const chinookIsMissing = existsSync(folder) ? null : 'needs ../shared/data/chinook beside the repository'

/** The whole script, unchanged. */
export function chinookScript() {
  return readFileSync(`${folder}/Chinook_PostgreSql.sql`, 'utf8')
}

/** @returns {RecordedQuery[]} */
export function chinookQueries() {
  return readFileSync(`${folder}/queries.jsonl`, 'utf8').trim().split('\n').map(line => JSON.parse(line)) // prettier-ignore
}
