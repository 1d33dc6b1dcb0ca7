// Runs programs for the other scripts: in the repository's root, with stdin closed, so that nothing can wait for an answer.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * Runs `command` and shows what it prints. `timeoutMs` ends it with SIGKILL.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, timeoutMs?: number }} [options]
 * @returns {boolean} true when it ended with 0
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, [...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    shell: process.platform === 'win32',
  })
  if (result.error !== undefined) console.error(`${command}: ${result.error.message}`)
  return result.status === 0
}

/**
 * Runs `command` quietly.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {string | null} what it printed to stdout, or null when it did not end with 0
 */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, [...args], {
    cwd: options.cwd ?? root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  return result.status === 0 ? result.stdout : null
}

/**
 * Runs `command` and shows what it prints only when it does not end with 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {boolean} true when it ended with 0
 */
export function runQuietly(command, args) {
  const result = spawnSync(command, [...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) console.error(`${result.stdout}${result.stderr}${result.error?.message ?? ''}`)
  return result.status === 0
}

/** Path of a program in node_modules/.bin. */
export function bin(name) {
  return `${root}/node_modules/.bin/${name}`
}
