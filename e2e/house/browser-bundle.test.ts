// A bundle for browsers holds nothing of Node, and making it draws no warning. What Node has alone stands behind `#node`, which the
// `imports` of client/package.json lead elsewhere in a browser; in a bundle for Node the real parts are there.

import { join } from 'node:path'
import { build, defaultClientConditions, defaultServerConditions } from 'vite'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { repositoryRoot } from './source-files.ts'

interface Bundle {
  readonly warnings: readonly string[]
  readonly modules: readonly string[]
  readonly code: string
}

async function bundle(conditions: readonly string[], ssr: boolean): Promise<Bundle> {
  const warnings: string[] = []
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: repositoryRoot,
    resolve: { conditions: ['@zendb/source', ...conditions] },
    ssr: { noExternal: true, resolve: { conditions: ['@zendb/source', ...conditions] } },
    build: {
      write: false,
      minify: false,
      ssr,
      rollupOptions: {
        input: [join(repositoryRoot, 'client/src/index.ts'), join(repositoryRoot, 'client/src/react/index.ts')],
        preserveEntrySignatures: 'strict',
        external: /^react/,
        onLog: (level, { message }) => {
          if (level === 'warn') warnings.push(message)
        },
      },
    },
  })
  const files = [result].flat().flatMap(one => ('output' in one ? one.output : []))
  const chunks = files.filter(file => file.type === 'chunk')
  return {
    warnings,
    modules: chunks.flatMap(chunk => Object.keys(chunk.modules).map(path => path.replace(repositoryRoot, ''))),
    code: chunks.map(chunk => chunk.code).join('\n'),
  }
}

// Vite warns of Node's modules only when it builds for production.
beforeAll(() => {
  vi.stubEnv('NODE_ENV', 'production')
  return () => vi.unstubAllEnvs()
})

describe('a bundle of @zendb/client', { timeout: 60_000 }, () => {
  it('for a browser has nothing of Node in it and draws no warning', async () => {
    const { warnings, modules, code } = await bundle(defaultClientConditions, false)
    expect(warnings).toEqual([])
    expect(modules).toContain('client/src/node-is-absent.ts')
    expect(modules.filter(path => path.startsWith('client/src/node/'))).toEqual([])
    expect(code).not.toMatch(/["'`]node:|__vite-browser-external/)
  })

  it('for Node has the real parts', async () => {
    const { modules, code } = await bundle(defaultServerConditions, true)
    expect(modules).toContain('client/src/node/open-directory.ts')
    expect(modules).not.toContain('client/src/node-is-absent.ts')
    expect(code).toMatch(/["']node:fs\/promises["']/)
  })
})
