// The part of .oxlintrc.json that follows from the import table of layers.ts, so that an editor shows a forbidden import at once.
// layers.test.ts compares the two.

import { sharedLayers, testingFolder, workspaceImports } from './layers.ts'

interface RestrictedImports {
  readonly files: readonly string[]
  readonly rules: {
    readonly 'no-restricted-imports': readonly ['error', { readonly patterns: readonly { regex: string; message: string }[] }]
  }
}

/** One override for each layer of shared and for each workspace. */
export function lintOverrides(): RestrictedImports[] {
  const layers = sharedLayers.map(({ name, mayImport }) => {
    const forbidden = [...sharedLayers.map(layer => layer.name), testingFolder].filter(
      other => other !== name && !mayImport.includes(other),
    )
    return restrict(
      [`shared/src/${name}/**`],
      `^(\\.\\./)+(${forbidden.join('|')})/`,
      `${name} may import only ${mayImport.join(', ') || 'nothing'} (e2e/house/layers.ts)`,
    )
  })
  const workspaces = Object.entries(workspaceImports).flatMap(([name, mayImport]) => {
    const forbidden = Object.keys(workspaceImports).filter(other => other !== name && !mayImport.includes(other))
    const message = `${name} may import only ${mayImport.join(', ') || 'no other workspace'} (e2e/house/layers.ts)`
    return name === 'shared' ? [] : [restrict([`${name}/**`], `^@zendb/(${forbidden.join('|')})($|/)`, message)]
  })
  return [...layers, ...workspaces]
}

function restrict(files: readonly string[], regex: string, message: string): RestrictedImports {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] } }
}
