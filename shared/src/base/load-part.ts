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
