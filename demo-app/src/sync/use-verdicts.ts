// The last refusals and merges of this device, newest first. main.tsx starts listening when the page opens, whatever view is shown.

import { useSyncExternalStore } from 'react'
import type { ZenDB } from '@zendb/client'

export interface ShownVerdict {
  readonly id: string
  readonly text: string
  readonly at: Date
}

const keptVerdicts = 20

let verdicts: readonly ShownVerdict[] = []
const listeners = new Set<() => void>()

export function listenForVerdicts(db: ZenDB): void {
  const add = (id: string, text: string): void => {
    verdicts = [{ id, text, at: new Date() }, ...verdicts].slice(0, keptVerdicts)
    for (const listener of listeners) listener()
  }
  db.on('rejected', write => add(`rejected ${write.id}`, `Refused: ${write.message}`))
  db.on('conflict', ({ id, lostValues, tables }) =>
    add(`conflict ${id}`, `Merged: ${lostValues} of your values lost to newer ones in ${tables.join(', ')}`),
  )
}

export function useVerdicts(): readonly ShownVerdict[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => verdicts,
  )
}
