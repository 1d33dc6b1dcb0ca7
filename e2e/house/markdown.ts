// Reads Markdown for docs.test.ts: links, file names in back quotes, and tables; code blocks are left out.

import { posix } from 'node:path'

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, block => block.replace(/[^\n]/g, ' '))

/** Targets of relative links, relative to the repository; anchors and addresses are left out. */
export function relativeLinks(path: string, text: string): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1])
  return targets
    .filter(target => !/^([a-z]+:|#)/.test(target))
    .map(target => posix.join(posix.dirname(path), decodeURI(target.replace(/#.*$/, ''))))
}

const rooms = 'shared|client|server|demo-app|e2e|docs|scripts'

/** Paths such as `shared/src/base/errors.ts` that stand in back quotes; names with placeholders are left out. */
export function namedPaths(text: string): string[] {
  const quoted = [...withoutCode(text).matchAll(/`([^`\n]+)`/g)].map(match => match[1])
  return quoted.filter(word => new RegExp(`^(${rooms})/[\\w./-]+$`).test(word)).map(word => word.replace(/\/$/, ''))
}

/** Cells of the first table after `marker`, without its two heading rows. */
export function tableAfter(text: string, marker: string): string[][] {
  const lines = text.slice(text.indexOf(marker) + marker.length).split('\n')
  const start = lines.findIndex(line => line.startsWith('|'))
  const length = lines.slice(start).findIndex(line => !line.startsWith('|'))
  return lines.slice(start + 2, start + (length === -1 ? lines.length : length)).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(text => text.trim()),
  )
}
