// Set up before every test in Node: tests of the parser, the binder and single functions call them without a session, which would load
// what is missing. How a session does that is tested with the bundle (e2e/house/client-bundle.test.ts).

import { loadAllParts } from '../engine/parts.ts'

await loadAllParts()
