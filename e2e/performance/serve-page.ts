// Serves the built benchmark page on a free port of this machine, isolated, so that the page's clock is fine-grained.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const contentTypes: Record<string, string> = { js: 'text/javascript', wasm: 'application/wasm' }

export interface ServedPage {
  readonly url: string
  close(): Promise<void>
}

export async function servePage(files: ReadonlyMap<string, string | Uint8Array>): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0].slice(1)
    const file = files.get(path)
    const ending = path.slice(path.lastIndexOf('.') + 1)
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    response.setHeader('cross-origin-embedder-policy', 'require-corp')
    response.setHeader('cache-control', 'max-age=3600')
    response.setHeader('content-type', file === undefined ? 'text/html' : (contentTypes[ending] ?? 'application/octet-stream'))
    if (file === undefined && path !== '') response.statusCode = 404
    response.end(
      file ?? '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/bench.js"></script>',
    )
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
