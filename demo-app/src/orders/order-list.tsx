// A list of any length: only the pages in sight are queried and drawn. Each page is a live query of its own, so a change
// draws the rows that it touched. For the keyboard it is one stop; arrows, Page up/down, Home and End move inside, Enter opens.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useQuery } from '@zendb/client/react'
import { writeFilters, type OrderFilters } from './order-filters.ts'
import { OrderListHead } from './order-list-head.tsx'
import { OrderListRow, WaitingRow } from './order-list-row.tsx'
import { pageOfOrders, pageRows, type OrderRow } from './order-queries.ts'
import { rowsInSight, useScrollWindow } from './use-scroll-window.ts'
import '../components/notice.css'
import './order-list.css'

/** As in order-list.css. */
const rowPixels = 56

interface Props {
  readonly filters: OrderFilters
  /** null: not known yet. The first rows are there sooner than the count of all. */
  readonly count: number | null
  readonly openId: string | null
  readonly onOpen: (id: string) => void
  /** The first rows are there, or the reason why there are none. */
  readonly onListed: () => void
  readonly onChange: (next: Partial<OrderFilters>, mode: 'push' | 'replace') => void
}

export function OrderList({ filters, count: knownCount, openId, onOpen, onListed, onChange }: Props) {
  const count = knownCount ?? pageRows
  const scroller = useRef<HTMLDivElement>(null)
  const { first, last } = useScrollWindow(scroller, rowPixels)
  const filterKey = writeFilters(filters).toString()
  const { active, isMoving, moveTo, setActive } = useActiveRow(filterKey, count)

  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [filterKey])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const element = scroller.current
    if (element === null || !(event.target as Element).closest('.order-row')) return
    const step = stepOf(event.key, rowsInSight(element, rowPixels))
    if (step === null) return
    event.preventDefault()
    const row = Math.min(Math.max(active + step, 0), count - 1)
    scrollToRow(element, row)
    moveTo(row)
  }

  const pages = new Set<number>()
  for (let page = Math.floor(first / pageRows); page <= Math.floor(Math.min(last, count - 1) / pageRows); page++) pages.add(page)
  // The row with the focus stays, even when it is scrolled out of sight.
  if (count > 0) pages.add(Math.floor(active / pageRows))

  return (
    <div
      className="order-list"
      ref={scroller}
      onKeyDown={onKeyDown}
      role="grid"
      aria-label="Orders"
      aria-rowcount={knownCount === null ? -1 : count + 1}
      aria-busy={knownCount === null}
    >
      <OrderListHead sort={filters.sort} onSort={sort => onChange({ sort }, 'push')} />
      <div className="order-list-space" role="rowgroup" style={{ height: count * rowPixels }}>
        {[...pages].map(page => (
          <OrderPage
            key={`${filterKey} ${page}`}
            filters={filters}
            page={page}
            count={count}
            openId={openId}
            active={active}
            isMoving={isMoving}
            onOpen={onOpen}
            onListed={onListed}
            onVisit={setActive}
          />
        ))}
      </div>
    </div>
  )
}

interface PageProps {
  readonly filters: OrderFilters
  readonly page: number
  readonly count: number
  readonly openId: string | null
  readonly active: number
  readonly isMoving: boolean
  readonly onOpen: (id: string) => void
  readonly onListed: () => void
  readonly onVisit: (row: number) => void
}

function OrderPage({ filters, page, count, openId, active, isMoving, onOpen, onListed, onVisit }: PageProps) {
  const { sql, parameters } = pageOfOrders(filters, page)
  const { data, isLoading, error } = useQuery<OrderRow>(sql, parameters)
  useEffect(() => {
    if (!isLoading) onListed()
  }, [isLoading, onListed])
  const first = page * pageRows
  const length = Math.max(0, Math.min(pageRows, count - first))
  return (
    <div className="order-page" role="presentation" style={{ top: first * rowPixels }}>
      {error && (
        <p className="notice notice-bad order-page-error" role="alert">
          {error.message}
        </p>
      )}
      {Array.from({ length }, (_, i) => {
        const order = data?.[i]
        if (order === undefined) return <WaitingRow key={i} />
        const isActive = first + i === active
        return (
          <OrderListRow
            key={order.id}
            order={order}
            row={first + i}
            isOpen={order.id === openId}
            isActive={isActive}
            takesFocus={isActive && isMoving}
            onOpen={onOpen}
            onVisit={onVisit}
          />
        )
      })}
    </div>
  )
}

/** The row that the Tab key comes to: the one last visited under these filters. */
function useActiveRow(filterKey: string, count: number) {
  const [visited, setVisited] = useState({ filterKey, row: 0, isMoving: false })
  const isSame = visited.filterKey === filterKey
  return {
    active: isSame ? Math.min(visited.row, Math.max(0, count - 1)) : 0,
    /** The focus is on its way to the active row, which may not be drawn yet. */
    isMoving: isSame && visited.isMoving,
    moveTo: (row: number) => setVisited({ filterKey, row, isMoving: true }),
    setActive: useCallback((row: number) => setVisited({ filterKey, row, isMoving: false }), [filterKey]),
  }
}

function stepOf(key: string, rows: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: rows,
    PageUp: -rows,
    Home: -Infinity,
    End: Infinity,
  }
  return steps[key] ?? null
}

function scrollToRow(scroller: HTMLElement, row: number): void {
  const headPixels = (scroller.firstElementChild as HTMLElement).offsetHeight
  const [top, bottom] = [row * rowPixels, (row + 1) * rowPixels + headPixels - scroller.clientHeight]
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (bottom > scroller.scrollTop) scroller.scrollTop = bottom
}
