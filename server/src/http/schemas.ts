// The forms that requests and answers of the HTTP routes share; together they are the OpenAPI document.

import { Type } from 'typebox'
import { branchPattern, databasePattern } from '../branches/names.ts'

export const DatabaseName = Type.String({ pattern: databasePattern, description: 'Name of a database.' })
export const BranchName = Type.String({ pattern: branchPattern, description: 'Name of a branch; a "/" in it is written %2F in a path.' })
export const DatabaseParams = Type.Object({ database: DatabaseName })
export const BranchParams = Type.Object({ database: DatabaseName, branch: BranchName })

export const Commit = Type.Object(
  {
    lsn: Type.Integer({ description: 'Position in the log of the branch.' }),
    hash: Type.String({ description: 'Hash of the whole state: equal on every replica at this position.' }),
    schemaVersion: Type.Integer(),
  },
  { description: 'A state of a branch.' },
)

export const Failure = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'A code of docs/reference/errors.md, or a SQLSTATE of five characters.' }),
      message: Type.String(),
      hint: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
      position: Type.Optional(Type.Integer({ description: '0-based offset in the SQL text.' })),
    }),
  },
  { description: 'An error.' },
)

/** Answers that every route may give. */
export const failures = { '4xx': Failure, '5xx': Failure }

export const QueryBody = Type.Object(
  {
    sql: Type.String({ minLength: 1, description: 'One statement of the PostgreSQL dialect.' }),
    params: Type.Optional(
      Type.Array(Type.Unknown(), {
        description:
          'Values of $1, $2 …: text, number, boolean, null; int8 and numeric beyond 2^53 as text, bytea as "\\\\x…", dates as ISO text.',
      }),
    ),
    branch: Type.Optional(BranchName),
  },
  { additionalProperties: false },
)

export const QueryResult = Type.Object({
  columns: Type.Array(
    Type.Object({ name: Type.String(), type: Type.String({ description: "PostgreSQL's spelling: timestamp with time zone." }) }),
    { description: 'Empty for a statement that answers no rows.' },
  ),
  rows: Type.Array(Type.Array(Type.Unknown()), {
    description:
      'Cells in the order of `columns`. int2, int4, float4 and float8 are numbers (NaN and infinities text); int8 is a number up to 2^53 and text beyond; ' +
      'numeric is text; date, time, timestamp and interval are text in ISO form, timestamptz too, in UTC with milliseconds; bytea is "\\\\x…"; json and jsonb are JSON; arrays are arrays.',
  }),
  tag: Type.String({ description: 'What was done, in PostgreSQL\'s words: "INSERT 0 1".' }),
  lsn: Type.Integer({ description: 'Position at which the writes are durable.' }),
})

export const BranchBody = Type.Object(
  { name: BranchName, from: Type.Optional(BranchName) },
  { additionalProperties: false, description: '`from` is main when it is left out.' },
)
