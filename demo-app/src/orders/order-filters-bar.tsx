// Search, status and sort. The search box keeps its own text, so that typing never waits for a query; from it, arrow down leads into the list.

import { useEffect, useState } from 'react'
import { Icon } from '../components/icon.tsx'
import { sortLabels, type OrderFilters } from './order-queries.ts'
import { orderStatuses } from './order-status.ts'

const searchDelayMs = 120

interface Props {
  readonly filters: OrderFilters
  readonly onChange: (next: Partial<OrderFilters>) => void
}

export function OrderFiltersBar({ filters, onChange }: Props) {
  const [text, setText] = useState(filters.search)
  useEffect(() => {
    if (text === filters.search) return undefined
    const timer = setTimeout(() => onChange({ search: text.trim() }), searchDelayMs)
    return () => clearTimeout(timer)
  }, [text, filters.search, onChange])

  return (
    <div className="filters" role="search">
      <label className="search">
        <span className="visually-hidden">Search orders</span>
        <Icon name="search" />
        <input
          type="search"
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            document.querySelector<HTMLElement>('button.order-row')?.focus()
          }}
          placeholder="Customer, company or number"
          autoComplete="off"
        />
      </label>
      <div className="chips" role="group" aria-label="Status">
        {['', ...orderStatuses].map(status => (
          <button key={status} type="button" className="chip" aria-pressed={filters.status === status} onClick={() => onChange({ status })}>
            {status === '' ? 'All' : status}
          </button>
        ))}
      </div>
      <label className="sort">
        <span className="visually-hidden">Sort</span>
        <Icon name="sort" />
        <select value={filters.sort} onChange={event => onChange({ sort: event.target.value })}>
          {Object.entries(sortLabels).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
