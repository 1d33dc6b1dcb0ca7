// What a server is made of: settings apart from components.

import type { Clock } from '@zendb/shared/base/clock'
import type { Metrics } from './metrics.ts'
import type { BranchService } from '../branches/branch-service.ts'

export interface AppOptions {
  readonly branches: BranchService
  readonly clock: Clock
  /** Secret that tokens are signed with (HS256). null: development, everyone may do everything. */
  readonly jwtSecret: string | null
  /** Folder that is served at `/`, if any. */
  readonly staticFolder: string | null
  /** Requests per minute and address; sync connections count once. */
  readonly requestsPerMinute?: number
  /** Shared with what is measured outside of the app; its own when left out. */
  readonly metrics?: Metrics
  readonly logLevel?: 'silent' | 'error' | 'info'
}
