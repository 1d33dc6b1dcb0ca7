// A root hash as a picture: equal pictures are seen to be equal before any letter is read. The hash itself stands beside it.

const columns = 5

export function HashSign({ hash }: { readonly hash: string | null }) {
  // The left half from the first bits, mirrored; so few that a difference is large.
  const isSet = (row: number, column: number): boolean => {
    const bit = row * 3 + Math.min(column, columns - 1 - column)
    return hash !== null && ((Number.parseInt(hash[Math.floor(bit / 4)], 16) >> (bit % 4)) & 1) === 1
  }
  const cells = Array.from({ length: columns * columns }, (_, i) => ({ row: Math.floor(i / columns), column: i % columns }))
  return (
    <svg className="hash-sign" viewBox="-1 -1 7 7" aria-hidden="true">
      {cells
        .filter(({ row, column }) => isSet(row, column))
        .map(({ row, column }) => (
          <rect key={`${row} ${column}`} x={column} y={row} width={1.02} height={1.02} />
        ))}
    </svg>
  )
}
