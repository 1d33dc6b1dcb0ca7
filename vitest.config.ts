import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { playwright } from '@vitest/browser-playwright'
import { chromium, chromiumArgs } from './scripts/browser.mjs'

const executable = chromium()
// Workspaces import each other's sources under this private condition, so nothing has to be built before a test.
const source = '@zendb/source'
// Waits end with what they wait for (testing/eventually.ts), so patience costs nothing: a busy machine of two cores must do. A test that
// hangs is told after a minute.
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000, interval: 20 } } }
// Without 'module': Node itself loads what is not inlined, and it cannot load the bundler builds of the AWS SDK.
const serverConditions = [source, ...defaultServerConditions.filter(condition => condition !== 'module')]

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: serverConditions },
        ssr: { resolve: { conditions: serverConditions } },
        test: {
          name: 'node',
          ...patience,
          environment: 'node',
          setupFiles: ['./shared/src/testing/load-all-parts.ts'],
          include: ['{shared,client,server}/src/**/*.test.{ts,tsx}', 'e2e/house/**/*.test.ts', 'demo-app/src/**/*.test.{ts,tsx}'],
          exclude: ['**/*.browser.test.*', '**/*.s3.test.*', '**/node_modules/**'],
        },
      },
      {
        // Against a real S3 server: `npm test -- s3` starts one and sets ZENDB_S3_ENDPOINT (scripts/s3.sh).
        resolve: { conditions: serverConditions },
        ssr: { resolve: { conditions: serverConditions } },
        test: { name: 's3', environment: 'node', include: ['server/src/**/*.s3.test.ts'], ...patience },
      },
      {
        resolve: { conditions: [source, ...defaultClientConditions] },
        optimizeDeps: {
          include: [
            'react',
            'react/jsx-dev-runtime',
            'react-dom/client',
            'react-dom/server',
            'idb',
            'vitest-browser-react',
            '@tanstack/query-core',
            'fast-check',
          ],
        },
        test: {
          name: 'browser',
          ...patience,
          include: ['{shared,client}/src/**/*.browser.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executable ? { executablePath: executable } : {}), args: chromiumArgs },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
