// Navigation: a sidebar on wide screens; on phones a bar above and the views below, in reach of the thumb.

import { useSyncStatus } from '@zendb/client/react'
import { Icon, type IconName } from '../components/icon.tsx'
import { branchName, deviceLabel, hrefOfDatabase, otherDevice } from '../database.ts'
import { hrefOf, type View } from '../route.ts'
import { ConnectionSwitch } from './connection-switch.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import './sidebar.css'

export const viewLabels: Readonly<Record<View, string>> = { orders: 'Orders', dashboard: 'Dashboard', console: 'SQL', sync: 'Sync' }
const views: readonly (View & IconName)[] = ['orders', 'dashboard', 'console', 'sync']

export function Sidebar({ view: shown }: { readonly view: View | null }) {
  const { rejected } = useSyncStatus()
  return (
    <header className="sidebar">
      <div className="brand">
        <BrandMark />
        <span className="brand-text">
          Order desk
          <small>
            {deviceLabel}
            {branchName === 'main' ? '' : ` · ${branchName}`}
          </small>
        </span>
      </div>
      <nav className="nav" aria-label="Views">
        {views.map(view => (
          <a key={view} href={hrefOf(view)} className="nav-link" aria-current={view === shown ? 'page' : undefined}>
            <Icon name={view} size={20} />
            {viewLabels[view]}
            {view === 'sync' && rejected > 0 && (
              <span className="nav-count">
                {rejected}
                <span className="visually-hidden"> refused</span>
              </span>
            )}
          </a>
        ))}
      </nav>
      <div className="sidebar-foot">
        <ConnectionSwitch />
        <div className="sidebar-tools">
          <a className="button button-quiet second-device" href={hrefOfDatabase({ device: otherDevice })} target="_blank" rel="noreferrer">
            <Icon name="devices" /> Second device
          </a>
          <ThemeSwitch />
        </div>
      </div>
    </header>
  )
}

function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="brand-ground" width="32" height="32" rx="9" />
      <path className="brand-sign" d="M10 11h12l-12 10h12" />
    </svg>
  )
}
