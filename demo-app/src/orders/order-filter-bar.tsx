// Search, status, priority, and on narrow boards the sort, which wide ones have in the heads of their columns.

import { useEffect, useState } from 'react'
import { Icon } from '../components/icon.tsx'
import { Select } from '../components/select.tsx'
import { printCount } from '../format.ts'
import { orderSorts, sortWords, type OrderFilters, type OrderSort } from './order-filters.ts'
import type { StatusCount } from './order-queries.ts'
import { orderPriorities, orderStatuses, priorityWords, statusWords, type OrderPriority } from './order-status.ts'
import './order-filter-bar.css'

interface Props {
  readonly filters: OrderFilters
  readonly counts: readonly StatusCount[] | undefined
  /** `push` for what the back button should undo. */
  readonly onChange: (next: Partial<OrderFilters>, mode: 'push' | 'replace') => void
}

export function OrderFilterBar({ filters, counts, onChange }: Props) {
  const countOf = (status: string): number => counts?.find(row => row.status === status)?.count ?? 0
  return (
    <div className="filters" role="search" aria-label="Orders">
      <SearchField search={filters.search} onSearch={search => onChange({ search }, 'replace')} />
      <Select
        label="Filter by priority"
        isLabelHidden
        value={filters.priority ?? ''}
        onChange={value => onChange({ priority: value === '' ? null : (value as OrderPriority) }, 'push')}
      >
        <option value="">Any priority</option>
        {orderPriorities.toReversed().map(priority => (
          <option key={priority} value={priority}>
            {priorityWords[priority]} priority
          </option>
        ))}
      </Select>
      <div className="filters-sort">
        <Select label="Sort" isLabelHidden value={filters.sort} onChange={value => onChange({ sort: value as OrderSort }, 'push')}>
          {orderSorts.map(sort => (
            <option key={sort} value={sort}>
              {sortWords[sort]}
            </option>
          ))}
        </Select>
      </div>
      <div className="chips" role="group" aria-label="Status">
        {[null, ...orderStatuses].map(status => (
          <button
            key={status}
            type="button"
            className="chip"
            aria-pressed={filters.status === status}
            onClick={() => onChange({ status }, 'push')}
          >
            {status === null ? 'All' : statusWords[status]}
            {status !== null && <span className="chip-count">{counts && printCount(countOf(status))}</span>}
          </button>
        ))}
      </div>
    </div>
  )
}

const searchDelayMs = 120

/** Keeps its own text, so that typing never waits for a query. Arrow down leads into the list. */
function SearchField({ search, onSearch }: { readonly search: string; readonly onSearch: (search: string) => void }) {
  const [text, setText] = useState(search)
  const [sent, setSent] = useState(search)
  // The search changed without us: a link, the back button, "clear the filters".
  if (search !== sent) {
    setSent(search)
    setText(search)
  }
  useEffect(() => {
    const next = text.trim()
    if (next === sent) return undefined
    const timer = setTimeout(() => {
      setSent(next)
      onSearch(next)
    }, searchDelayMs)
    return () => clearTimeout(timer)
  }, [text, sent, onSearch])
  return (
    <label className="search">
      <span className="visually-hidden">Search orders</span>
      <Icon name="search" />
      <input
        type="search"
        className="input"
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          document.querySelector<HTMLElement>('.order-row[tabindex="0"]')?.focus()
        }}
        placeholder="Search by customer, company or number"
        autoComplete="off"
      />
    </label>
  )
}
