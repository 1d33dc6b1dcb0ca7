// Bundles and minifies the benchmark with ZenDB in it, as an app would ship it: for a page, or for Node.

import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions, defaultServerConditions } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

/** Path -> file to serve. */
export async function buildPage(entry: string): Promise<Map<string, string | Uint8Array>> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { conditions: ['@zendb/source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      chunkSizeWarningLimit: 100_000,
      rollupOptions: {
        input: { bench: here(entry) },
        external: [/^node:/],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]' },
      },
    },
  })
  const files = new Map<string, string | Uint8Array>()
  for (const part of [output].flat())
    if ('output' in part) for (const file of part.output) files.set(file.fileName, file.type === 'chunk' ? file.code : file.source)
  return files
}

/** Path of the program. The peers stay in node_modules, where they load their own files. */
export async function buildProcess(entry: string): Promise<string> {
  // Inside node_modules, so that what is left out of the bundle is found.
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'zendb-bench-'))
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { conditions: ['@zendb/source', ...defaultServerConditions] },
    ssr: {
      noExternal: [/^@zendb\//, 'idb', '@tanstack/query-core'],
      external: ['@sqlite.org/sqlite-wasm', '@electric-sql/pglite'],
      resolve: { conditions: ['@zendb/source', ...defaultServerConditions] },
    },
    build: {
      ssr: true,
      outDir,
      minify: true,
      target: 'node20',
      rollupOptions: { input: { bench: here(entry) }, output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
  return join(outDir, 'bench.mjs')
}
