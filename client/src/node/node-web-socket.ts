// A WebSocket for Node 20, which has none of its own: from the optional package `ws`. Loaded only there.

import { ZenError } from '@zendb/shared/base/errors'

export async function nodeWebSocket(): Promise<unknown> {
  try {
    const name = 'ws'
    const module: unknown = await import(name)
    if (typeof module === 'object' && module !== null && 'WebSocket' in module) return module.WebSocket
  } catch (cause) {
    throw new ZenError('OFFLINE', 'this Node has no WebSocket: install the package "ws", or use Node 22 or later', { cause })
  }
  throw new ZenError('OFFLINE', 'the package "ws" that was found has no WebSocket; install ws 8 or later')
}
