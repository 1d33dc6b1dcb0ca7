// Documents that cannot rot: links lead somewhere, named files exist, and tables equal the code they describe.
// `npx vitest run --project node e2e/house -u` writes the generated pages anew.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedLayers } from './layers.ts'
import { namedPaths, relativeLinks, tableAfter } from './markdown.ts'
import { renderErrors, renderLimits } from './reference-pages.ts'
import { listFiles, parseSource, repositoryRoot } from './source-files.ts'

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8')
const isThere = (path: string): boolean => existsSync(join(repositoryRoot, path))
const documents = listFiles('', ['.md'])

describe('the readers of Markdown see what they must', () => {
  const sample =
    'See [a](./b.md#part), [c](https://x.org) and `shared/src/x.ts`.\n\n```\n[no](./no.md) `shared/no.ts`\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n'

  it('finds relative links and named files outside code', () => {
    expect(relativeLinks('docs/a.md', sample)).toEqual(['docs/b.md'])
    expect(namedPaths(sample)).toEqual(['shared/src/x.ts'])
  })

  it('finds the cells of a table', () => {
    expect(tableAfter(sample, 'See')).toEqual([['1', '2']])
  })
})

describe('documents', () => {
  it.each(documents)('%s: relative links lead to files', path => {
    expect(relativeLinks(path, read(path)).filter(target => !isThere(target))).toEqual([])
  })

  it.each(documents)('%s: files it names exist', path => {
    expect(namedPaths(read(path)).filter(target => !isThere(target))).toEqual([])
  })

  it('the layer table of ARCHITECTURE.md is the one that is enforced', () => {
    const written = tableAfter(read('ARCHITECTURE.md'), '<!-- layers -->').map(([name, mayImport]) => ({
      name: name.replaceAll('`', ''),
      mayImport: mayImport === 'nothing' ? [] : mayImport.split(' '),
    }))
    expect(written.reverse()).toEqual(sharedLayers)
  })

  it('docs/reference/errors.md lists the codes of base/errors.ts', async () => {
    await expect(renderErrors()).toMatchFileSnapshot(join(repositoryRoot, 'docs/reference/errors.md'))
  })

  it('docs/reference/limits.md lists the limits of base/limits.ts with their reasons', async () => {
    const page = renderLimits(parseSource('shared/src/base/limits.ts', read('shared/src/base/limits.ts')))
    expect(page).not.toContain('NO REASON')
    await expect(page).toMatchFileSnapshot(join(repositoryRoot, 'docs/reference/limits.md'))
  })
})
