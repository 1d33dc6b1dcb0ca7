// The version of the messages, with its history. A server speaks the versions from `oldestProtocolVersion` on; a client one.
//
//   1   first version

export const protocolVersion = 1
export const oldestProtocolVersion = 1

/** A message above this is refused before it is read: one value of the largest size, and room for the rest. */
export const messageMaxBytes = 80 * 1024 * 1024
/** Records of one batch. */
export const batchMaxRecords = 500
/** Bytes of records in one batch; a single record may be larger (changeSetMaxBytes). */
export const batchMaxBytes = 8 * 1024 * 1024
/** Change sets of one push. */
export const pushMaxChangeSets = 32
/** Pages of one request. */
export const pagesMaxHashes = 512
