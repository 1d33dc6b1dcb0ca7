// Where things stand on a chart: steps that are read at a glance, and days to label.

/** The next of 1, 2, 2.5, 5, 10, 20 … */
export function roundStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(least, 1)))
  return magnitude * ([1, 2, 2.5, 5].find(factor => factor * magnitude >= least) ?? 10)
}

/** Indexes of so many of `count` things that `most` labels have room: evenly spaced, and the last one always among them. */
export function labelledIndexes(count: number, most: number): readonly number[] {
  if (count === 0 || most < 1) return []
  const step = Math.max(1, Math.ceil(count / most))
  const indexes: number[] = []
  for (let index = count - 1; index >= 0; index -= step) indexes.unshift(index)
  return indexes
}
