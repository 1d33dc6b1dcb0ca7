// "Status and note were just changed on another device": for the one who has the order open.

import { useEffect, useState } from 'react'
import { useSubscription } from '@zendb/client/react'
import type { Order } from './order.ts'

type Watched = Pick<Order, 'status' | 'priority' | 'note' | 'total'>

const shownMs = 10_000
const words: Readonly<Record<keyof Watched, string>> = { status: 'status', priority: 'priority', note: 'note', total: 'lines' }
const watched: readonly (keyof Watched)[] = ['status', 'priority', 'note', 'total']

export function useRemoteChange(orderId: string): string | null {
  const [news, setNews] = useState<{ readonly text: string } | null>(null)
  useSubscription<Watched>(
    'SELECT id, status, priority, note, total FROM orders WHERE id = $1',
    [orderId],
    (_order, { before, after, origin }) => {
      if (origin !== 'remote' || before === null || after === null) return
      const changed = watched.filter(column => before[column] !== after[column]).map(column => words[column])
      if (changed.length > 0) setNews({ text: `Just changed on another device: ${changed.join(', ')}` })
    },
  )
  useEffect(() => {
    if (news === null) return undefined
    const timer = setTimeout(() => setNews(null), shownMs)
    return () => clearTimeout(timer)
  }, [news])
  return news?.text ?? null
}
