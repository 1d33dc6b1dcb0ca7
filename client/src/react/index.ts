// The public names of @zendb/client/react. docs/reference/public-api.md lists the same ones; a house test compares them.

export { useMutation } from './use-mutation.ts'
export type { MutationResult } from './use-mutation.ts'
export { useQuery } from './use-query.ts'
export type { QueryResult, UseQueryOptions } from './use-query.ts'
export { useSubscription } from './use-subscription.ts'
export { useSyncStatus } from './use-sync-status.ts'
export { useZenDB, ZenProvider } from './zen-provider.tsx'
export type { ZenProviderProps } from './zen-provider.tsx'
