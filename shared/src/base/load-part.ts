// Parts of ZenDB that are loaded when they are first needed, so that an app starts with less code. Each is one `await import()`
// in the module that needs it, wrapped here so that a part which cannot be fetched is told from a fault of the database.

import { ZenError } from './errors.ts'

/** Loads a part of ZenDB's own code. Once loaded it is there for good; what failed may be asked for again. */
export async function loadPart<Part>(name: string, load: () => Promise<Part>): Promise<Part> {
  try {
    return await load()
  } catch (cause) {
    throw new ZenError('OFFLINE', `a part of ZenDB's code (${name}) is not on this device yet and could not be fetched`, { cause })
  }
}

/** Raised by synchronous code that meets what is not loaded yet. Whoever runs a statement awaits `load` and runs it again. */
export class PartNeeded extends Error {
  override readonly name = 'PartNeeded'
  readonly load: () => Promise<void>

  constructor(load: () => Promise<void>) {
    super('a part of ZenDB is not loaded yet')
    this.load = load
  }
}

/** Repeats a step that changes nothing when it fails, until every part that it needs is loaded. */
export async function withParts<Result>(step: () => Result | Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await step()
    } catch (needed) {
      if (!(needed instanceof PartNeeded)) throw needed
      await needed.load()
    }
  }
}

/** As `withParts`, and at once when nothing is missing. */
export function atOnceOrWithParts<Result>(step: () => Result | Promise<Result>): Result | Promise<Result> {
  try {
    return step()
  } catch (needed) {
    if (!(needed instanceof PartNeeded)) throw needed
    return needed.load().then(() => withParts(step))
  }
}
