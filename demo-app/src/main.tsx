// Starts the demo: theme, database, React. What comes next to read is said in README.md.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ZenProvider } from '@zendb/client/react'
import './styles/tokens.css'
import './styles/base.css'
import './components/button.css'
import './components/field.css'
import { App } from './app.tsx'
import { db } from './database.ts'
import { listenForVerdicts } from './feedback/write-journal.ts'
import { keepForOffline } from './keep-for-offline.ts'
import { applyTheme } from './theme.ts'

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
keepForOffline()

// The e2e tests and curious people talk to the same database as the app does.
Object.assign(window, { db })
