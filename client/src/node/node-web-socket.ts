// A WebSocket for Node 20, which has none of its own: from the optional package `ws`. Loaded only there.

import { createRequire } from 'node:module'
import { ZenError } from '@zendb/shared/base/errors'

export function nodeWebSocket(): unknown {
  try {
    // Not import(): bundlers would look for what need not be there, or warn of what they cannot see.
    const module: unknown = createRequire(import.meta.url)('ws')
    // A class with itself as a property.
    if (typeof module === 'function' && 'WebSocket' in module) return module.WebSocket
  } catch (cause) {
    throw new ZenError('OFFLINE', 'this Node has no WebSocket: install the package "ws", or use Node 22 or later', { cause })
  }
  throw new ZenError('OFFLINE', 'the package "ws" that was found has no WebSocket; install ws 8 or later')
}
