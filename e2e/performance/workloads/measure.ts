// How a workload is timed, inside the page or process that runs it. CPU is that of the process, which only Node tells.

import type { Later } from '../engines/engine.ts'

export interface Figure {
  readonly wall: number
  /** null in a browser. */
  readonly cpu: number | null
  /** 95th percentile of wall, for workloads of separate events. */
  readonly p95?: number
  /** A loop was ended at its time limit, and its time scaled up. */
  readonly isScaled?: boolean
}

const loopLimitMs = 5_000

function cpuMs(): number | null {
  if (typeof process === 'undefined' || typeof process.cpuUsage !== 'function') return null
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Time of `work`, once. */
export async function measureOnce(work: () => Later<unknown>): Promise<Figure> {
  const [wallBefore, cpuBefore] = [performance.now(), cpuMs()]
  const pending = work()
  if (pending instanceof Promise) await pending
  const [wallAfter, cpuAfter] = [performance.now(), cpuMs()]
  return { wall: wallAfter - wallBefore, cpu: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore }
}

/** Runs `step` for 0 to `count - 1`, one awaited after the other. Ends after five seconds: answers how many ran. */
export async function loop(count: number, step: (i: number) => Later<unknown>): Promise<number> {
  const end = performance.now() + loopLimitMs
  for (let i = 0; i < count; i++) {
    const pending = step(i)
    if (pending instanceof Promise) await pending
    if (i % 50 === 49 && performance.now() > end) return i + 1
  }
  return count
}

/** Time of a `loop`, scaled up when it was ended early. */
export async function measureLoop(count: number, step: (i: number) => Later<unknown>): Promise<Figure> {
  let done = count
  const figure = await measureOnce(async () => (done = await loop(count, step)))
  return done === count ? figure : scaled(figure, count / done)
}

function scaled(figure: Figure, factor: number): Figure {
  return { wall: figure.wall * factor, cpu: figure.cpu === null ? null : figure.cpu * factor, isScaled: true }
}

/** The median of `times` runs, after `warmUps` that do not count. */
export async function measureRepeated(times: number, warmUps: number, work: () => Later<unknown>): Promise<Figure> {
  for (let i = 0; i < warmUps; i++) await work()
  const figures: Figure[] = []
  for (let i = 0; i < times; i++) figures.push(await measureOnce(work))
  const cpu = figures.map(figure => figure.cpu).filter(each => each !== null)
  return { wall: median(figures.map(figure => figure.wall)), cpu: cpu.length === 0 ? null : median(cpu) }
}

/** Median and 95th percentile of separate events. */
export function figureOfEvents(wall: readonly number[], cpuTotal: number | null): Figure {
  return { wall: median(wall), p95: quantile(wall, 0.95), cpu: cpuTotal === null ? null : cpuTotal / wall.length }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low)
}
