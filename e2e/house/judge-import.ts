// Says whether one import keeps the table of layers.ts; null means yes, else one sentence that tells what to do instead.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { resolveImport, type Import, type ImportTarget } from './imports.ts'
import { browserWorkspaces, nodeRoomName, nodeRooms, packageRooms, sharedLayers, testingFolder, workspaceImports } from './layers.ts'
import { isTestFile, repositoryRoot } from './source-files.ts'

/** The part of a package.json that says what may be imported. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, unknown>>
}

export function judgeImport(path: string, found: Import, manifestsByFolder: Readonly<Record<string, Manifest>>): string | null {
  const target = resolveImport(path, found.specifier)
  switch (target.kind) {
    case 'file':
      return judgeRelative(path, target.path) ?? judgeNodeRoom(path, target.path, found)
    case 'workspace':
      return judgeWorkspace(path, target)
    case 'node':
      return browserWorkspaces.includes(workspaceOf(path)) && !isTooling(path) && !isInNodeRoom(path)
        ? 'this workspace runs in browsers; reach the platform through a port'
        : null
    case 'package':
      return judgePackage(path, target.name, manifestsByFolder)
    case 'own name':
      return judgeOwnName(path, target.name, found, manifestsByFolder)
  }
}

const workspaceOf = (path: string): string => path.slice(0, path.indexOf('/'))

/** Tests and tool configurations: not part of what a workspace ships. */
const isTooling = (path: string): boolean => isTestFile(path) || !path.includes('/src/')

function judgeRelative(path: string, targetPath: string): string | null {
  const workspace = workspaceOf(path)
  if (targetPath.startsWith('scripts/') && isTooling(path)) return null
  if (workspaceOf(targetPath) !== workspace) return `leave a workspace by package name: '@zendb/${workspaceOf(targetPath)}/...'`
  const verdict = workspace === 'shared' ? judgeLayer(path, targetPath) : null
  if (verdict !== null || existsSync(join(repositoryRoot, targetPath))) return verdict
  return 'there is no such file (imports are written with their .ts ending)'
}

const isInNodeRoom = (path: string): boolean => nodeRooms.some(room => path.startsWith(room))

function judgeNodeRoom(path: string, targetPath: string, found: Import): string | null {
  if (!isInNodeRoom(targetPath) || isInNodeRoom(path) || isTooling(path) || found.typeOnly) return null
  return `only Node may load this: reach it with import('${nodeRoomName}')`
}

function judgeOwnName(path: string, name: string, found: Import, manifestsByFolder: Readonly<Record<string, Manifest>>): string | null {
  if (!(name in (manifestsByFolder[workspaceOf(path)]?.imports ?? {}))) return 'not among the imports in the package.json of this workspace'
  if (name !== nodeRoomName || isTooling(path) || found.isDynamic || found.typeOnly) return null
  return `only Node may load this: reach it with import('${nodeRoomName}')`
}

function judgeLayer(path: string, targetPath: string): string | null {
  const from = path.split('/')[2]
  const to = targetPath.split('/')[2]
  if (from === to || isTestFile(path)) return null
  if (to === testingFolder) return 'shared/src/testing is for tests only'
  const layer = sharedLayers.find(candidate => candidate.name === from)
  if (layer === undefined) return `'${from}' is not a layer; see e2e/house/layers.ts`
  if (layer.mayImport.includes(to)) return null
  return `'${from}' may import only ${layer.mayImport.join(', ') || 'nothing'}; move the shared word down or pass it in from above`
}

function judgeWorkspace(path: string, target: Extract<ImportTarget, { kind: 'workspace' }>): string | null {
  const workspace = workspaceOf(path)
  if (target.workspace === workspace && isTestFile(path)) return null
  const isTestingImport = target.workspace === 'shared' && target.subpath.startsWith(`${testingFolder}/`)
  if (isTestingImport && isTestFile(path)) return null
  if (isTestingImport) return 'shared/src/testing is for tests only'
  if (path.startsWith('e2e/tests/') && target.workspace === 'shared')
    return 'end-to-end tests use what users use: @zendb/client, @zendb/client/react, @zendb/server'
  if (workspaceImports[workspace]?.includes(target.workspace)) return null
  return `${workspace} may import only ${workspaceImports[workspace]?.join(', ') || 'no other workspace'}`
}

function judgePackage(path: string, name: string, manifestsByFolder: Readonly<Record<string, Manifest>>): string | null {
  const own = manifestsByFolder[workspaceOf(path)]
  const shipped = { ...own?.dependencies, ...own?.peerDependencies }
  // Tests of every workspace share the tools of the root and the oracles of e2e.
  const tools = { ...own?.devDependencies, ...manifestsByFolder['.']?.devDependencies, ...manifestsByFolder['e2e']?.devDependencies }
  const isOwnTool = path.startsWith('e2e/performance/') && name === 'better-sqlite3'
  if (!(name in shipped) && !(isTooling(path) && (name in tools || isOwnTool)))
    return 'not a dependency in the package.json of this workspace'
  const rooms = packageRooms[name]
  if (rooms === undefined || isTooling(path) || rooms.some(room => path.startsWith(room))) return null
  return `'${name}' is used only in ${rooms.join(', ')}`
}
