// The names that the published packages export, compared with docs/reference/public-api.md: a name enters or leaves the API on purpose.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportedNames, renderPublicApi } from './reference-pages.ts'
import { parseSource, repositoryRoot } from './source-files.ts'

const entryPoints = [
  { name: '@zendb/client', path: 'client/src/index.ts' },
  { name: '@zendb/client/react', path: 'client/src/react/index.ts' },
  { name: '@zendb/server', path: 'server/src/index.ts' },
]
const absent = entryPoints.filter(({ path }) => !existsSync(join(repositoryRoot, path)))

describe('public names', () => {
  it('are read from every form of export', () => {
    const text = "export { a, b as c, type D } from './x.ts'\nexport type { E } from './y.ts'\nexport const f = 1\nexport * from './z.ts'"
    expect(exportedNames(parseSource('index.ts', text)).map(({ name, isType }) => `${name}${isType ? ' type' : ''}`)).toEqual([
      'D type',
      'E type',
      'EXPORT *: list the names one by one',
      'a',
      'c',
      'f',
    ])
  })

  it.skipIf(absent.length > 0)('are those of docs/reference/public-api.md, listed one by one', async () => {
    const page = renderPublicApi(
      entryPoints.map(({ name, path }) => ({ name, source: parseSource(path, readFileSync(join(repositoryRoot, path), 'utf8')) })),
    )
    expect(page).not.toContain('EXPORT *')
    await expect(page).toMatchFileSnapshot(join(repositoryRoot, 'docs/reference/public-api.md'))
  })
})
