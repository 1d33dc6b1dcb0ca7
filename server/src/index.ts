// The public names of @zendb/server: a server inside another program. docs/reference/public-api.md lists the same ones.

export { ZenError, SqlError } from '@zendb/shared/base/errors'
export { serve } from './cli/serve.ts'
export type { ServeSettings, StoreSetting } from './cli/config.ts'
