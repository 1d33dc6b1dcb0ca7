// An address that leads to no view.

import { EmptyState } from '../components/empty-state.tsx'
import { ViewHead } from '../components/view-head.tsx'
import { hrefOf } from '../route.ts'

export function NotFound() {
  return (
    <div className="page">
      <ViewHead title="Not found" />
      <EmptyState
        icon="compass"
        title="There is nothing at this address"
        action={
          <a className="button button-strong" href={hrefOf('orders')}>
            Go to the orders
          </a>
        }
      >
        The link may be old, or a letter of it is missing.
      </EmptyState>
    </div>
  )
}
