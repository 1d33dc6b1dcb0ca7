// Nominal ids: a plain string or number never names a page, a branch or an origin.
// This file is the only place where a cast makes a brand.

declare const brand: unique symbol

/** `Base` with a name that the compiler keeps apart from every other brand. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

/** Lower-case hex SHA-256 of a page's bytes: the page's name everywhere. */
export type PageHash = Brand<string, 'PageHash'>
/** Hash that names a commit object, and so one whole state of a database. */
export type CommitHash = Brand<string, 'CommitHash'>
/** One opening of one local store: `<base36 creation ms>-<random>`. Rule R3: never reused. */
export type OriginId = Brand<string, 'OriginId'>
/** Position in one branch's log, dense from 1; 0 is "nothing yet". */
export type Lsn = Brand<number, 'Lsn'>
/** Table ids are dense per database, never reused. */
export type TableId = Brand<number, 'TableId'>
/** Column ids are dense per table, never reused (rule R30: columns travel by id). */
export type ColumnId = Brand<number, 'ColumnId'>

export const asPageHash = (text: string): PageHash => text as PageHash
export const asCommitHash = (text: string): CommitHash => text as CommitHash
export const asOriginId = (text: string): OriginId => text as OriginId
export const asLsn = (value: number): Lsn => value as Lsn
export const asTableId = (value: number): TableId => value as TableId
export const asColumnId = (value: number): ColumnId => value as ColumnId
