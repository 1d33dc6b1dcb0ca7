// Builds and serves the demo. The workspaces' own sources are used, so an edit in the engine reloads the page.

import { defaultClientConditions, defineConfig } from 'vite'
import react from '@vitejs/plugin-react'

export default defineConfig({
  plugins: [react()],
  // The workspaces' sources: nothing has to be built first, and an edit in the engine reloads the page.
  resolve: { conditions: ['@zendb/source', ...defaultClientConditions] },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
})
