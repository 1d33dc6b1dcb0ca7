// An order for more tables than all orders can be tried of. Part of rare queries.

import { type Edge, type Member, type Step, extend, joins } from './order-joins.ts'

/** Always the member that keeps the intermediate result smallest, connected ones first. */
export function greedyOrder(members: readonly Member[], edges: readonly Edge[]): readonly number[] {
  const first = members.reduce((least, m, i) => (m.rows < members[least].rows ? i : least), 0)
  const edgesOf = members.map((_, i) => edges.filter(e => e.members.length > 1 && e.members.includes(i)))
  const rest = new Set(members.map((_, i) => i))
  rest.delete(first)
  let step: Step = { order: [first], rows: members[first].rows, cost: members[first].cost }
  while (rest.size > 0) {
    const joined = step.order
    const connected = [...rest].filter(i => edgesOf[i].some(e => joins(e, joined, i)))
    const candidates = connected.length > 0 ? connected : [...rest]
    let best: Step | null = null
    for (const i of candidates) {
      const next = extend(step, i, members, edgesOf[i])
      if (best === null || next.rows < best.rows || (next.rows === best.rows && next.cost < best.cost)) best = next
    }
    if (best === null) break
    step = best
    rest.delete(best.order[best.order.length - 1])
  }
  return step.order
}
