// Where the objects of a database lie in the object store. The layout is part of the format.
//
//   db/<database>/branches/<branch>            marker, for listing branches only
//   db/<database>/man/<branch>/<n>.man         manifest n, created if absent, never changed      (manifest-codec.ts)
//   db/<database>/man/<branch>/HEAD            hint: a number that may lag behind
//   db/<database>/wal/<branch>/<seq>.wal       log segment, created if absent: THE COMMIT POINT  (segment-codec.ts)
//   db/<database>/pack/<sha256>.pack           pages and their index; content-addressed          (pack-codec.ts)

export interface BranchName {
  readonly database: string
  readonly branch: string
}

/** Numbers in keys: wide enough that keys sort as numbers for a thousand years of one segment a millisecond. */
const digits = 14

/** A free name as one part of a key: bytes outside [A-Za-z0-9.-] become `_xx`. */
export function keyPart(name: string): string {
  const bytes = new TextEncoder().encode(name)
  let part = ''
  for (const [index, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte)
    // A leading dot would hide files and could make `..`.
    const plain = /[A-Za-z0-9-]/.test(character) || (character === '.' && index > 0)
    part += plain ? character : `_${byte.toString(16).padStart(2, '0')}`
  }
  return part
}

/** Mirror of `keyPart`. */
export function nameOfKeyPart(part: string): string {
  const bytes: number[] = []
  for (let i = 0; i < part.length; i++)
    if (part[i] !== '_') bytes.push(part.charCodeAt(i))
    else {
      bytes.push(Number.parseInt(part.slice(i + 1, i + 3), 16))
      i += 2
    }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

function branchFolder({ database, branch }: BranchName, kind: 'man' | 'wal'): string {
  return `db/${keyPart(database)}/${kind}/${keyPart(branch)}`
}

export function manifestKey(name: BranchName, number: number): string {
  return `${branchFolder(name, 'man')}/${String(number).padStart(digits, '0')}.man`
}

export function manifestPrefix(name: BranchName): string {
  return `${branchFolder(name, 'man')}/`
}

/** Number of a manifest key, or null when it is another object. */
export function manifestNumber(key: string): number | null {
  const match = /\/([0-9]+)\.man$/.exec(key)
  return match === null ? null : Number(match[1])
}

export function headKey(name: BranchName): string {
  return `${branchFolder(name, 'man')}/HEAD`
}

export function segmentKey(name: BranchName, seq: number): string {
  return `${branchFolder(name, 'wal')}/${String(seq).padStart(digits, '0')}.wal`
}

export function segmentPrefix(name: BranchName): string {
  return `${branchFolder(name, 'wal')}/`
}

/** Number of a segment key, or null when it is another object. */
export function segmentNumber(key: string): number | null {
  const match = /\/([0-9]+)\.wal$/.exec(key)
  return match === null ? null : Number(match[1])
}

export function packKey(database: string, pack: string): string {
  return `db/${keyPart(database)}/pack/${pack}.pack`
}

export function packPrefix(database: string): string {
  return `db/${keyPart(database)}/pack/`
}

export function branchMarkerKey({ database, branch }: BranchName): string {
  return `${branchMarkerPrefix(database)}${keyPart(branch)}`
}

export function branchMarkerPrefix(database: string): string {
  return `db/${keyPart(database)}/branches/`
}
