// Names as PostgreSQL stores them: ASCII letters fold to lower case, and a name longer than 63 bytes is cut between characters.

const maxNameBytes = 63

/** Lower case for ASCII only: other letters keep their case, as in PostgreSQL with UTF-8. */
export function foldName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    if (name.charCodeAt(i) >= 128) return name.replace(/[A-Z]+/g, letters => letters.toLowerCase())
  }
  return name.toLowerCase()
}

/** The first 63 bytes of a name. */
export function truncateName(name: string): string {
  // A UTF-16 unit is at most three bytes: most names need no count.
  if (name.length * 3 <= maxNameBytes) return name
  let bytes = 0
  let end = 0
  while (end < name.length) {
    const code = name.codePointAt(end) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > maxNameBytes) return name.slice(0, end)
    end += code > 0xffff ? 2 : 1
  }
  return name
}
