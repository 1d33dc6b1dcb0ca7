// Builds the harness page and serves it on a free port of this machine. Used by tests that need several real pages of one origin.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

export interface Harness {
  readonly url: string
  close(): Promise<void>
}

export async function serveHarness(): Promise<Harness> {
  const scripts = await buildScripts()
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0].slice(1)
    const script = scripts.get(path)
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    // A sandboxed frame has an origin of its own.
    response.setHeader('access-control-allow-origin', '*')
    response.end(script ?? '<!doctype html><title>harness</title><script type="module" src="/harness.js"></script>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** File name -> script. */
async function buildScripts(): Promise<Map<string, string>> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    resolve: { conditions: ['@zendb/source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: false,
      rollupOptions: {
        input: { harness: fileURLToPath(new URL('./harness-page.ts', import.meta.url)) },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  })
  const scripts = new Map<string, string>()
  for (const part of [output].flat())
    if ('output' in part) for (const file of part.output) if (file.type === 'chunk') scripts.set(file.fileName, file.code)
  return scripts
}
