// The frame around every view: navigation, connection, theme.

import { useEffect } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { useRoute, hrefOf, type View } from './route.ts'
import { Icon, type IconName } from './components/icon.tsx'
import { ConnectionBadge } from './components/connection-badge.tsx'
import { Dashboard } from './dashboard/dashboard.tsx'
import { OrdersBoard } from './orders/orders-board.tsx'
import { SqlConsole } from './console/sql-console.tsx'
import { SyncPanel } from './sync/sync-panel.tsx'
import { ThemeSwitch } from './components/theme-switch.tsx'
import { branchName, deviceLabel } from './database.ts'

const links: readonly { readonly view: View; readonly label: string; readonly icon: IconName }[] = [
  { view: 'orders', label: 'Orders', icon: 'orders' },
  { view: 'dashboard', label: 'Dashboard', icon: 'dashboard' },
  { view: 'console', label: 'SQL', icon: 'console' },
  { view: 'sync', label: 'Sync', icon: 'sync' },
]

export function App() {
  const { view } = useRoute()
  const { rejected } = useSyncStatus()
  useEffect(() => {
    document.title = `${links.find(link => link.view === view)?.label ?? ''} · Order desk`
  }, [view])
  return (
    <div className="shell">
      <a className="skip-link" href="#main" onClick={event => (event.preventDefault(), document.getElementById('main')?.focus())}>
        Skip to content
      </a>
      <header className="sidebar">
        <div className="brand">
          <span className="brand-mark" aria-hidden="true">
            Z
          </span>
          <span className="brand-text">
            Order desk
            <small>
              {deviceLabel}
              {branchName === 'main' ? '' : ` on ${branchName}`}
            </small>
          </span>
        </div>
        <nav className="nav" aria-label="Views">
          {links.map(link => (
            <a key={link.view} href={hrefOf(link.view)} className="nav-link" aria-current={view === link.view ? 'page' : undefined}>
              <Icon name={link.icon} size={20} />
              {link.label}
              {link.view === 'sync' && rejected > 0 && (
                <span className="nav-count">
                  {rejected}
                  <span className="visually-hidden"> refused</span>
                </span>
              )}
            </a>
          ))}
        </nav>
        <div className="sidebar-foot">
          <ConnectionBadge />
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" className="main" tabIndex={-1}>
        <CurrentView view={view} />
      </main>
    </div>
  )
}

function CurrentView({ view }: { readonly view: View }) {
  switch (view) {
    case 'orders':
      return <OrdersBoard />
    case 'dashboard':
      return <Dashboard />
    case 'console':
      return <SqlConsole />
    case 'sync':
      return <SyncPanel />
  }
}
