// Every limit of the system has a name, a unit and a reason here; docs/reference/limits.md lists them.

/** Target for the canonical bytes of a leaf: measured best between 4 and 16 KB for rows of 40-60 bytes. */
export const leafTargetBytes = 8 * 1024
/** Over this a leaf is split at its smallest key hash until every part fits. A cap of 4x the target doubles the time of an insert. */
export const leafCapBytes = 8 * leafTargetBytes
/** Further hash bits per inner level: about 32 children a node. */
export const innerLevelBits = 5
/** Children of an inner node before the cap rule splits it. */
export const innerCapChildren = 256
/** Rows of a leaf: beyond it the split work limit is exhausted and the write is refused. */
export const leafMaxRows = 65_535
/** A binary key: an inner page must hold `innerCapChildren` of them. */
export const keyMaxBytes = 8 * 1024
/** Canonical bytes of a row; values above `inlineValueBytes` count 40 bytes. A row must fit a page. */
export const rowMaxBytes = 2 * 1024 * 1024
/** A page larger than this is refused by every decoder. */
export const pageMaxBytes = 4 * 1024 * 1024
/** Values longer than this (UTF-8 or raw bytes) go out of line as content-addressed blobs. */
export const inlineValueBytes = 1024
/** A single value: what a Message of the sync protocol may carry. */
export const valueMaxBytes = 64 * 1024 * 1024
/** Transactions above this many rows take the bulk path: pages and one log record with roots. */
export const bulkTransactionRows = 2000
/** SQL text of one script. */
export const sqlTextMaxBytes = 256 * 1024 * 1024
/** Nesting of expressions and subqueries: protects the stack. */
export const sqlMaxDepth = 500
/** Operators of one chain without parentheses (a || b || …, UNION …): it becomes a left-deep tree, which is walked recursively. */
export const sqlMaxChain = 2000
/** Columns of a table, as in PostgreSQL. */
export const tableMaxColumns = 1600
/** Parameters of one statement, as in PostgreSQL's protocol. */
export const statementMaxParameters = 65_535
/** Rule R5: how far a replica's clock may run ahead of the acceptor before its stamp is clamped. */
export const clockDriftMs = 60_000
/** Statements kept parsed and planned per session. */
export const statementCacheEntries = 500
/** Cells of one change set on the wire: columns that all rows share cost no bytes, so bytes alone do not bound memory. */
export const changeSetMaxCells = 8_000_000
/** A checkpoint is due after this many commits: pages cost 30-40 times the bytes of their log records. */
export const checkpointCommits = 20_000
/** … or after this much log: what a cold open has to read. */
export const checkpointLogBytes = 2 * 1024 * 1024
/** Decoded pages kept in memory per open database; dirty ones are kept besides. */
export const pageCacheBytes = 64 * 1024 * 1024
/** Log records that a branch keeps, decoded and in its store, for clients that come back after a short while; older ones start from pages. */
export const recentLogRecords = 5_000
/** … and at most this much of them. */
export const recentLogBytes = 32 * 1024 * 1024
/** Appends after which a branch's checkpoint is due: each is an object that its next server has to fetch. */
export const checkpointAppends = 5_000
/** One change set as it travels: a message holds it whole, and so does a log segment. */
export const changeSetMaxBytes = 72 * 1024 * 1024
/** Rule R20: how long the origins of a branch are remembered; a change set of an older, unknown origin is `stale`. */
export const originHorizonMs = 90 * 24 * 3600 * 1000
/** An interactive transaction that does nothing for so long is rolled back: every other writer of the database waits for it. */
export const transactionIdleMs = 30_000
/** Without commits for so long, a client seals or checkpoints its log. */
export const idleMs = 1_000
/** Log records after which sealing pays: 1,000 single records cost 12 ms at the next opening. */
export const sealCommits = 250
/** Commits after which an idle client checkpoints: fewer are read back faster than pages are written. */
export const idleCheckpointCommits = 1_000
/** A tab that says nothing for so long, and again after being asked, does not lead any more: longer than any single statement should take. */
export const leaderSilenceMs = 10_000
/** How long `close()` lets calls finish: a transaction of the app may wait for something that never comes. */
export const closePatienceMs = 2_000
/** After a refused token, how long until a function that gives tokens is asked for another. */
export const tokenRetryMs = 10_000
/** A query that needs pages from the server waits so long for a connection that is being made: a slower one is as good as none. */
export const connectionWaitMs = 10_000
/** Requests that a database remembers by name: more than all tabs together have under way. */
export const recentRequests = 1_000
/** Refused writes whose verdict can still be asked for after the app has discarded or retried them. */
export const refusedWritesRemembered = 1_000
/** Requests that one tab has under way at another; the rest wait, so that `recentRequests` covers twenty tabs. */
export const requestsInFlight = 50
