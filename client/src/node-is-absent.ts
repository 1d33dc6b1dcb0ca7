// Takes the place of node/node-parts.ts in bundles that are not made for Node (package.json, `imports`): the same names, nothing behind.
// Options are checked before, so an app gets here only when its bundle was made for a browser and runs in Node all the same.

import { ZenError } from '@zendb/shared/base/errors'
import type * as parts from './node/node-parts.ts'

export const openDirectory: typeof parts.openDirectory = () => refuse('storage in a directory')
export const destroyDirectory: typeof parts.destroyDirectory = () => refuse('storage in a directory')
export const nodeWebSocket: typeof parts.nodeWebSocket = () => refuse('a WebSocket')

function refuse(what: string): never {
  throw new ZenError(
    'INVALID_OPTION',
    `${what} needs Node, and this bundle was made for a browser: bundle for Node (condition "node"), or keep @zendb/client out of the bundle`,
  )
}
