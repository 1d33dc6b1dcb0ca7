// Starts the demo: theme, database, React.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ZenProvider } from '@zendb/client/react'
import { App } from './app.tsx'
import { db } from './database.ts'
import { listenForVerdicts } from './sync/use-verdicts.ts'
import { applyTheme } from './theme.ts'
import './styles/tokens.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/orders.css'
import './styles/detail.css'
import './styles/dashboard.css'
import './styles/console.css'
import './styles/sync.css'

applyTheme()
listenForVerdicts(db)
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <ZenProvider db={db}>
        <App />
      </ZenProvider>
    </StrictMode>,
  )

// The e2e tests and curious people talk to the same database as the app does.
Object.assign(window, { db })
