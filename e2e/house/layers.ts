// The import table of the house as data. layers.test.ts enforces it; docs.test.ts compares ARCHITECTURE.md with it.
// To change who may import whom, change this table and the document in one commit, and say why in its message.

export interface Layer {
  readonly name: string
  readonly mayImport: readonly string[]
}

/** Folders of shared/src, lowest first. A layer imports only what it names here, never itself from above. */
export const sharedLayers: readonly Layer[] = [
  { name: 'base', mayImport: [] },
  { name: 'values', mayImport: ['base'] },
  { name: 'functions', mayImport: ['base', 'values'] },
  { name: 'schema', mayImport: ['base', 'values'] },
  { name: 'changes', mayImport: ['base', 'values', 'schema'] },
  { name: 'storage', mayImport: ['base'] },
  { name: 'sql', mayImport: ['base', 'values', 'functions', 'schema'] },
  { name: 'sync', mayImport: ['base', 'values', 'schema', 'changes'] },
  { name: 'exec', mayImport: ['base', 'values', 'functions', 'schema', 'changes', 'storage', 'sql'] },
  { name: 'engine', mayImport: ['base', 'values', 'functions', 'schema', 'changes', 'storage', 'sql', 'sync', 'exec'] },
  { name: 'live', mayImport: ['base', 'values', 'functions', 'schema', 'changes', 'storage', 'sql', 'sync', 'exec', 'engine'] },
]

/** Imported only by tests and by itself; may import every layer. */
export const testingFolder = 'testing'

/** Which other workspaces the sources of a workspace may import, by package name. */
export const workspaceImports: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  client: ['shared'],
  server: ['shared'],
  'demo-app': ['client'],
  e2e: ['client', 'server', 'shared'],
}

/** Packages that only one room may touch: everything else goes through that room. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  'node-sql-parser': ['shared/src/sql/'],
  react: ['client/src/react/', 'demo-app/src/'],
  'react-dom': ['demo-app/src/'],
  '@tanstack/query-core': ['client/src/'],
  idb: ['client/src/'],
  '@aws-sdk/client-s3': ['server/src/'],
  fastify: ['server/src/'],
}

/** Workspaces whose sources run in a browser, too, and so never import `node:` modules. */
export const browserWorkspaces: readonly string[] = ['shared', 'client', 'demo-app']

/** Folders whose files may call each other in a circle, because the language they read is recursive. Nowhere else. */
export const recursiveRooms: readonly string[] = ['shared/src/sql/parse/', 'shared/src/sql/print/', 'shared/src/sql/bind/']

/**
 * Files that `import()` fetches into a page where the import of ZenDB is. They name it, so that bundlers keep it in one file
 * (client/src/service/shell.ts): a circle on paper, and never one while files load.
 */
export const laterFiles: readonly string[] = [
  'client/src/service/open-service.ts',
  'client/src/service/open-synced.ts',
  'client/src/service/run-migrations.ts',
]

/** Folders of those workspaces that only Node loads: they may import `node:` modules, and are themselves reached by `import('#node')` alone. */
export const nodeRooms: readonly string[] = ['client/src/node/']

/** The name in `imports` of package.json that leads into the node room in Node, and to a stand-in in bundles for browsers. */
export const nodeRoomName = '#node'
