// What the harness page runs: ZenDB within reach of a test that drives several pages (serve-harness.ts serves it).

import { ZenDB } from '@zendb/client'

Object.assign(globalThis, { ZenDB })
