// The database on this device cannot be opened, or was lost: there is nothing to show but why, and a way to try again.

import { EmptyState } from '../components/empty-state.tsx'
import { ViewHead } from '../components/view-head.tsx'

export function DatabaseFailed({ reason }: { readonly reason: string | null }) {
  return (
    <div className="page" role="alert">
      <ViewHead title="Order desk" />
      <EmptyState
        icon="warning"
        title="The database of this device is not open"
        action={
          <button type="button" className="button button-strong" onClick={() => location.reload()}>
            Try again
          </button>
        }
      >
        {reason ?? 'The reason is not known.'}
      </EmptyState>
    </div>
  )
}
