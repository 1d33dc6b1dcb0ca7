// The frame around every view: navigation, connection, what the app has to say, and the view of the route.

import { useEffect, useRef } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { SqlConsole } from './console/sql-console.tsx'
import { Dashboard } from './dashboard/dashboard.tsx'
import { Toasts } from './feedback/toasts.tsx'
import { OrdersBoard } from './orders/orders-board.tsx'
import { useRoute, type View } from './route.ts'
import { ConnectionBanner } from './shell/connection-banner.tsx'
import { DatabaseFailed } from './shell/database-failed.tsx'
import { NotFound } from './shell/not-found.tsx'
import { Sidebar, viewLabels } from './shell/sidebar.tsx'
import { SyncPanel } from './sync/sync-panel.tsx'
import './shell/shell.css'

export function App() {
  const { view } = useRoute()
  const { state, error } = useSyncStatus()
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    document.title = `${view === null ? 'Not found' : viewLabels[view]} · Order desk`
  }, [view])
  return (
    <div className="shell">
      <a
        className="skip-link button"
        href="#main"
        onClick={event => {
          // The hash is the route.
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to content
      </a>
      <Sidebar view={view} />
      <div className="stage">
        <ConnectionBanner />
        <main ref={main} className="main" tabIndex={-1}>
          {state === 'failed' ? <DatabaseFailed reason={error} /> : <CurrentView view={view} />}
        </main>
      </div>
      <Toasts />
    </div>
  )
}

function CurrentView({ view }: { readonly view: View | null }) {
  switch (view) {
    case 'orders':
      return <OrdersBoard />
    case 'dashboard':
      return <Dashboard />
    case 'console':
      return <SqlConsole />
    case 'sync':
      return <SyncPanel />
    case null:
      return <NotFound />
  }
}
