// The manifest that a database opens with, and with it the code that the expressions of its schema need.

import { loadPartsOfSchema } from './load-expression-parts.ts'
import { decodeManifest, type Manifest } from './manifest.ts'

export async function openManifest(bytes: Uint8Array<ArrayBuffer>): Promise<Manifest> {
  const manifest = decodeManifest(bytes)
  await loadPartsOfSchema(manifest.schema)
  if (manifest.replica !== null) await loadPartsOfSchema(manifest.replica.confirmed.schema)
  return manifest
}
