#!/usr/bin/env node
// The `zendb` command: reads settings, runs one command, prints for people.

import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@zendb/shared/base/clock'
import { SqlError, ZenError } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import { EngineBranchService } from './branches/engine-branch-service.ts'
import { readSettings, type CreateSettings, type Settings } from './cli/config.ts'
import { helpText } from './cli/help.ts'
import { importFile } from './cli/import-file.ts'
import { openStore } from './cli/open-store.ts'
import { serve } from './cli/serve.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function run(settings: Settings): Promise<void> {
  switch (settings.command) {
    case 'help':
      return print(helpText)
    case 'version':
      return print('zendb 0.1.0')
    case 'create':
      return create(settings)
    case 'import': {
      const startMs = performance.now()
      const { database, statements, rows, notes } = await importFile(settings)
      for (const note of notes) print(note)
      return print(
        `imported ${rows} rows with ${statements} statements into "${database}" in ${((performance.now() - startMs) / 1000).toFixed(2)} s`,
      )
    }
    case 'serve': {
      const { address, stop } = await serve(settings)
      print(`zendb: serving at ${address}${settings.isDevelopment ? ' (development: no tokens asked)' : ''}`)
      let isStopping = false
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.on(signal, () => {
          if (isStopping) return
          isStopping = true
          stop().then(
            () => process.exit(0),
            error => fail(error),
          )
        })
    }
  }
}

async function create({ database, store }: CreateSettings): Promise<void> {
  const objects = await openStore(store)
  const branches = new EngineBranchService({
    objects,
    clock: systemClock,
    random: systemRandom,
    holder: 'create',
    sleep: ms => sleep(ms),
    createsDatabases: true,
  })
  print((await branches.createDatabase(database)) ? `made database "${database}"` : `database "${database}" is there already`)
  await branches.close()
}

function textOf(error: unknown): string {
  if (!(error instanceof ZenError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { detail, hint } = error instanceof SqlError ? error : { detail: undefined, hint: undefined }
  const more = [detail === undefined ? '' : `\n  detail: ${detail}`, hint === undefined ? '' : `\n  hint: ${hint}`]
  return `${error.code}: ${error.message}${more.join('')}`
}

function fail(error: unknown): never {
  process.stderr.write(`zendb: ${textOf(error)}\n`)
  // 2, as of every command: called in a wrong way. 1: what was asked for failed.
  process.exit(error instanceof ZenError && error.code === 'INVALID_OPTION' ? 2 : 1)
}

try {
  await run(readSettings(process.argv.slice(2), process.env))
} catch (error) {
  fail(error)
}
