// What only Node has, behind the one name `#node`. The `imports` of package.json lead there in Node, and to ../node-is-absent.ts in a
// bundle for browsers, so that no bundler ever meets a Node module. Both files must export the same.

export { destroyDirectory, openDirectory } from './open-directory.ts'
export { nodeWebSocket } from './node-web-socket.ts'
