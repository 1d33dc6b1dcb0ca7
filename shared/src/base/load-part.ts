// Parts of ZenDB that are loaded when they are first needed, so that an app starts with less code. A part is a chunk of the bundle:
// engine/parts.ts knows which modules it has and how to fetch it. Code below the engine reaches into it through a `LatePart`,
// a slot that the part fills when it arrives.

import { assert } from './assert.ts'
import { ZenError } from './errors.ts'

/** Fetches code of ZenDB's own. Once loaded it is there for good; what failed may be asked for again. */
export async function fetchCode<Code>(name: string, load: () => Promise<Code>): Promise<Code> {
  try {
    return await load()
  } catch (cause) {
    throw new ZenError('OFFLINE', `a part of ZenDB's code (${name}) is not on this device yet and could not be fetched`, { cause })
  }
}

/** The parts that synchronous code may meet before they are loaded. */
export type PartName = 'definitions' | 'queries' | 'recovery' | 'structures' | 'specials' | 'system' | 'times'

/** How each part is fetched; `provide` puts its code into its places. */
export type PartSources = Readonly<Record<PartName, () => Promise<{ provide(): void }>>>

let sources: PartSources | null = null

/** Called by the engine, which is the only one that may import all layers' parts. */
export function connectParts(known: PartSources): void {
  sources = known
}

export async function loadPart(name: PartName): Promise<void> {
  assert(sources !== null, 'parts are connected before they are needed')
  const part = await fetchCode(name, sources[name])
  part.provide()
}

/** Raised by synchronous code that meets what is not loaded yet. Whoever runs a statement loads the part and runs it again. */
export class PartNeeded extends Error {
  override readonly name = 'PartNeeded'
  readonly part: PartName

  constructor(part: PartName) {
    super(`a part of ZenDB (${part}) is not loaded yet`)
    this.part = part
  }
}

/**
 * The place of one layer's code that comes with a part. Ask for it where a statement is parsed, bound, planned or compiled,
 * not for each row: what asks may be run again from its beginning.
 */
export class LatePart<Exports extends object> {
  readonly #part: PartName
  #exports: Exports | null = null

  constructor(part: PartName) {
    this.#part = part
  }

  /** The code; raises PartNeeded while it is not there. */
  get(): Exports {
    if (this.#exports === null) throw new PartNeeded(this.#part)
    return this.#exports
  }

  /** Called once, by the part itself. */
  provide(exports: Exports): void {
    this.#exports = exports
  }
}

/** Repeats a step that changes nothing when it fails, until every part that it needs is loaded. */
export async function withParts<Result>(step: () => Result | Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await step()
    } catch (needed) {
      if (!(needed instanceof PartNeeded)) throw needed
      await loadPart(needed.part)
    }
  }
}

/** As `withParts`, and at once when nothing is missing. */
export function atOnceOrWithParts<Result>(step: () => Result | Promise<Result>): Result | Promise<Result> {
  try {
    return step()
  } catch (needed) {
    if (!(needed instanceof PartNeeded)) throw needed
    return loadPart(needed.part).then(() => withParts(step))
  }
}

/**
 * What files that come later find already there. They name it here, so that bundlers, which see no more than which module imports which,
 * keep it in one file instead of one for each set of later files that share a module.
 */
export function requireLoaded(...shared: readonly unknown[]): void {
  assert(!shared.includes(undefined), 'what a later file uses is loaded before it')
}
