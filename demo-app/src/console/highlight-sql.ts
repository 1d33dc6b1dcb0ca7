// SQL text -> pieces with a kind, for colours. It looks at letters only: what it takes for a keyword may be a name, and no harm is done.

export interface SqlPiece {
  readonly kind: 'keyword' | 'text' | 'number' | 'comment' | 'other'
  readonly text: string
}

const keywords = new Set(
  `all alter and any as asc begin between by case cast check coalesce commit constraint create cross cube current date default delete desc distinct drop
   else end except exists explain analyze false fetch filter first following for foreign from full group grouping having if ilike in index inner insert intersect
   interval into is join key last lateral left like limit materialized not null nulls offset on or order outer over partition preceding primary range recursive
   references returning right rollback rollup row rows select set sets similar some table then timestamp to true truncate unbounded union unique update using
   values view when where window with`.split(/\s+/),
)

/** Comments, texts, quoted names and numbers first; then words; the rest letter by letter. */
const piece =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$)|\$(\w*)\$[\s\S]*?(?:\$\3\$|$))|("(?:[^"]|"")*(?:"|$))|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)|([\s\S])/g

export function highlightSql(sql: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = []
  for (const [text, comment, quoted, , , number, word] of sql.matchAll(piece)) {
    const kind =
      comment !== undefined
        ? 'comment'
        : quoted !== undefined
          ? 'text'
          : number !== undefined
            ? 'number'
            : word !== undefined && keywords.has(word.toLowerCase())
              ? 'keyword'
              : 'other'
    const last = pieces.at(-1)
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
    else pieces.push({ kind, text })
  }
  return pieces
}
