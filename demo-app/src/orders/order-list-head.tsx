// The heads of the columns; three of them sort, and sort the other way when pressed again.

import { Icon } from '../components/icon.tsx'
import type { OrderSort } from './order-filters.ts'

interface Column {
  readonly name: string
  readonly className: string
  /** What a first press sorts by, and a second one. */
  readonly sorts?: readonly [OrderSort, OrderSort]
}

const columns: readonly Column[] = [
  { name: 'Order', className: 'order-number' },
  { name: 'Customer', className: 'order-customer', sorts: ['customer', 'customer-last'] },
  { name: 'Country', className: 'order-country' },
  { name: 'Placed', className: 'order-date', sorts: ['newest', 'oldest'] },
  { name: 'Status', className: 'order-status' },
  { name: 'Total', className: 'order-total', sorts: ['largest', 'smallest'] },
]

/** Sorts that go from small to large. */
const ascending: readonly OrderSort[] = ['customer', 'oldest', 'smallest']

export function OrderListHead({ sort, onSort }: { readonly sort: OrderSort; readonly onSort: (sort: OrderSort) => void }) {
  return (
    <div className="order-list-head" role="rowgroup">
      <div className="order-columns" role="row" aria-rowindex={1}>
        {columns.map(({ name, className, sorts }) => {
          if (sorts === undefined)
            return (
              <span key={name} className={className} role="columnheader">
                {name}
              </span>
            )
          const isSorted = sorts.includes(sort)
          const direction = ascending.includes(sort) ? 'ascending' : 'descending'
          return (
            <span key={name} className={className} role="columnheader" aria-sort={isSorted ? direction : 'none'}>
              <button type="button" className="order-sort" onClick={() => onSort(sort === sorts[0] ? sorts[1] : sorts[0])}>
                {name}
                {isSorted && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={14} />}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
