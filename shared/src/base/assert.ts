// Checks for mistakes of ours. A trouble of the world is a ZenError instead (see errors.ts).

/** Thrown by `assert`: a broken promise inside ZenDB, never a user's mistake. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
}

/** Fails loudly when `condition` is false; the message states the expected truth. */
export function assert(condition: unknown, expectedTruth: string): asserts condition {
  if (!condition) throw new AssertionFailure(`expected: ${expectedTruth}`)
}

/** Ends every switch over a union: the compiler proves that no case is missing. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`expected: every case is handled, got ${JSON.stringify(value)}`)
}
