// What the board shows and in which order: kept in the URL, so that a view of the orders can be sent as a link.

import { orderPriorities, orderStatuses, type OrderPriority, type OrderStatus } from './order-status.ts'

export const orderSorts = ['newest', 'oldest', 'largest', 'smallest', 'customer', 'customer-last'] as const
export type OrderSort = (typeof orderSorts)[number]

export const sortWords: Readonly<Record<OrderSort, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  largest: 'Largest total',
  smallest: 'Smallest total',
  customer: 'Customer A to Z',
  'customer-last': 'Customer Z to A',
}

export interface OrderFilters {
  readonly search: string
  readonly status: OrderStatus | null
  readonly priority: OrderPriority | null
  readonly sort: OrderSort
}

/** What the URL does not say, or says wrong, is as if it were not chosen. */
export function readFilters(search: URLSearchParams): OrderFilters {
  const oneOf = <Word extends string>(name: string, words: readonly Word[]): Word | null =>
    words.find(word => word === search.get(name)) ?? null
  return {
    search: search.get('q') ?? '',
    status: oneOf('status', orderStatuses),
    priority: oneOf('priority', orderPriorities),
    sort: oneOf('sort', orderSorts) ?? 'newest',
  }
}

export function writeFilters({ search, status, priority, sort }: OrderFilters): URLSearchParams {
  const written = new URLSearchParams()
  if (search !== '') written.set('q', search)
  if (status !== null) written.set('status', status)
  if (priority !== null) written.set('priority', priority)
  if (sort !== 'newest') written.set('sort', sort)
  return written
}

export function isFiltered({ search, status, priority }: OrderFilters): boolean {
  return search !== '' || status !== null || priority !== null
}
