// The last refusals and merges of this device, newest first.

import { useEffect, useState } from 'react'
import { useZenDB } from '@zendb/client/react'

export interface ShownVerdict {
  readonly id: string
  readonly text: string
  readonly at: Date
}

const keptVerdicts = 20

export function useVerdicts(): readonly ShownVerdict[] {
  const db = useZenDB()
  const [verdicts, setVerdicts] = useState<readonly ShownVerdict[]>([])
  useEffect(() => {
    const add = (verdict: ShownVerdict): void => setVerdicts(known => [verdict, ...known].slice(0, keptVerdicts))
    const stops = [
      db.on('rejected', write => add({ id: `rejected ${write.id}`, text: `Refused: ${write.message}`, at: new Date() })),
      db.on('conflict', conflict =>
        add({
          id: `conflict ${conflict.id}`,
          text: `Merged: ${conflict.lostValues} of your values lost to newer ones in ${conflict.tables.join(', ')}`,
          at: new Date(),
        }),
      ),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [db])
  return verdicts
}
