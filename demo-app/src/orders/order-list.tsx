// A list of any length: only the pages in sight are queried and drawn. Each page is a live query of its own, so a
// change re-renders the rows that it touched. The list is one stop of the Tab key; arrow keys move inside it, Enter opens.

import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useQuery } from '@zendb/client/react'
import { OrderListRow } from './order-list-row.tsx'
import { pageRows, pageStatement, type OrderFilters, type OrderRow } from './order-queries.ts'

const rowPixels = 60
/** Rows drawn above and below the window, so that a quick scroll shows no gaps. */
const overscanRows = 12

interface Props {
  readonly filters: OrderFilters
  readonly count: number
  readonly isLoading: boolean
  readonly selectedId: string | null
  readonly onSelect: (id: string) => void
}

export function OrderList({ filters, count, isLoading, selectedId, onSelect }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const [{ top, height }, setWindow] = useState({ top: 0, height: 800 })
  const filterKey = `${filters.status}\n${filters.search}\n${filters.sort}`
  const [visited, setVisited] = useState({ filterKey, row: 0 })

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const measure = (): void => setWindow({ top: element.scrollTop, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [filterKey])

  const firstRow = Math.max(0, Math.floor(top / rowPixels) - overscanRows)
  const lastRow = Math.min(count - 1, Math.ceil((top + height) / rowPixels) + overscanRows)
  const pages: number[] = []
  for (let page = Math.floor(firstRow / pageRows); page <= Math.floor(lastRow / pageRows); page++) pages.push(page)

  // The row last visited, while it is drawn; otherwise the first one in sight.
  const active = visited.filterKey === filterKey ? visited.row : 0
  const tabStop = active >= firstRow && active <= lastRow ? active : Math.min(Math.ceil(top / rowPixels), lastRow)

  if (!isLoading && count === 0)
    return (
      <p className="empty">
        {filters.status === '' && filters.search === ''
          ? 'No orders on this device yet. They arrive with the first connection.'
          : 'No order matches. Try another status or a shorter search.'}
      </p>
    )
  return (
    <div
      className="order-list"
      ref={scroller}
      onScroll={event => setWindow({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onKeyDown={moveFocus}
      role="list"
      aria-label="Orders"
    >
      <div className="order-list-space" style={{ height: count * rowPixels }}>
        {isLoading && Array.from({ length: overscanRows }, (_, i) => <WaitingRow key={i} />)}
        {pages.map(page => (
          <OrderPage
            key={`${filterKey}\n${page}`}
            filters={filters}
            page={page}
            count={count}
            selectedId={selectedId}
            tabStop={tabStop}
            onSelect={onSelect}
            onVisit={row => setVisited({ filterKey, row })}
          />
        ))}
      </div>
    </div>
  )
}

interface PageProps extends Omit<Props, 'isLoading'> {
  readonly page: number
  readonly tabStop: number
  readonly onVisit: (row: number) => void
}

function OrderPage({ filters, page, count, selectedId, tabStop, onSelect, onVisit }: PageProps) {
  const { sql, parameters } = pageStatement(filters, page)
  const { data } = useQuery<OrderRow>(sql, parameters)
  const first = page * pageRows
  const length = Math.min(pageRows, count - first)
  return (
    <div className="order-page" style={{ top: first * rowPixels }}>
      {Array.from({ length: Math.max(0, length) }, (_, i) => {
        const order = data?.[i]
        return order ? (
          <OrderListRow
            key={order.id}
            order={order}
            position={first + i + 1}
            count={count}
            isSelected={order.id === selectedId}
            isTabStop={first + i === tabStop}
            onSelect={onSelect}
            onVisit={onVisit}
          />
        ) : (
          <WaitingRow key={`wait-${i}`} />
        )
      })}
    </div>
  )
}

function WaitingRow() {
  return <div className="order-row order-row-waiting" aria-hidden="true" />
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.order-row')]
  const at = buttons.findIndex(button => button === document.activeElement)
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
