// The HTTP face of databases: SQL, pages, commits, branches. Every route has a schema, so every route is in the OpenAPI document.

import { Type, type Static } from 'typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { asPageHash } from '@zendb/shared/base/brand'
import { ZenError } from '@zendb/shared/base/errors'
import type { BranchService } from '../branches/branch-service.ts'
import type { AppOptions } from './app-options.ts'
import { tokenOf, type Access, type Authenticate } from './authenticate.ts'
import { mainBranch } from '../branches/engine-branch-service.ts'

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$' })
const DatabaseParams = Type.Object({ database: Name })
const BranchParams = Type.Object({ database: Name, branch: Name })
const Commit = Type.Object({ lsn: Type.Integer(), hash: Type.String(), schemaVersion: Type.Integer() })
const Failure = Type.Object(
  { error: Type.Object({ code: Type.String(), message: Type.String() }, { additionalProperties: true }) },
  { description: 'An error, with a code of docs/reference/errors.md or a SQLSTATE.' },
)
const QueryBody = Type.Object({
  sql: Type.String({ minLength: 1 }),
  params: Type.Optional(Type.Array(Type.Unknown())),
  branch: Type.Optional(Name),
})
const BranchBody = Type.Object({ name: Name, from: Type.Optional(Name) })

/** Checks a request's token. */
interface Doors {
  readonly enter: (request: FastifyRequest, database: string) => Access
  readonly enterToWrite: (request: FastifyRequest, database: string) => void
}

export function addDatabaseRoutes(app: FastifyInstance, { branches }: AppOptions, authenticate: Authenticate): void {
  const enter = (request: FastifyRequest, database: string): Access => authenticate(tokenOf(request), database)
  const enterToWrite = (request: FastifyRequest, database: string): void => {
    if (!enter(request, database).canWrite) throw new ZenError('AUTH_INVALID', 'the token may read only')
  }
  const doors = { enter, enterToWrite }
  addQueryRoute(app, branches, doors)
  addPageRoute(app, branches, doors)
  addBranchRoutes(app, branches, doors)
}

function addQueryRoute(app: FastifyInstance, branches: BranchService, { enter, enterToWrite }: Doors): void {
  app.post<{ Params: Static<typeof DatabaseParams>; Body: Static<typeof QueryBody> }>(
    '/v1/:database/query',
    {
      schema: {
        summary: 'Run one SQL statement',
        params: DatabaseParams,
        body: QueryBody,
        response: {
          200: Type.Object({
            columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
            rows: Type.Array(Type.Array(Type.Unknown())),
            tag: Type.String(),
            lsn: Type.Integer(),
          }),
          '4xx': Failure,
        },
      },
    },
    async request => {
      const { database } = request.params
      const { sql, params = [], branch = mainBranch } = request.body
      if (!enter(request, database).canWrite && !/^\s*(select|with|values|table|explain|show)\b/i.test(sql)) enterToWrite(request, database)
      const handle = await branches.open(database, branch)
      return handle.query(sql, params)
    },
  )
}

function addPageRoute(app: FastifyInstance, branches: BranchService, { enter }: Doors): void {
  app.get<{ Params: { readonly database: string; readonly hash: string } }>(
    '/v1/:database/pages/:hash',
    {
      schema: {
        summary: 'One page of the database, by the hash that is its name',
        params: Type.Object({ database: Name, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
        querystring: Type.Object({ branch: Type.Optional(Name) }),
        response: { '4xx': Failure },
      },
    },
    async (request, reply) => {
      const { database, hash } = request.params
      enter(request, database)
      const { branch = mainBranch } = request.query as { branch?: string }
      const handle = await branches.open(database, branch)
      const [page] = await handle.pages([asPageHash(hash)])
      if (page === null || page === undefined) throw new ZenError('STORAGE_MISSING_PAGE', `database "${database}" has no page ${hash}`)
      // A page never changes: whoever has it may keep it for ever.
      return reply.header('cache-control', 'public, max-age=31536000, immutable').type('application/octet-stream').send(Buffer.from(page))
    },
  )
}

function addBranchRoutes(app: FastifyInstance, branches: BranchService, { enter, enterToWrite }: Doors): void {
  app.get<{ Params: Static<typeof BranchParams> }>(
    '/v1/:database/branches/:branch/commit',
    {
      schema: {
        summary: 'Present position of a branch and the hash of its state',
        params: BranchParams,
        response: { 200: Commit, '4xx': Failure },
      },
    },
    async request => {
      const { database, branch } = request.params
      enter(request, database)
      return (await branches.open(database, branch)).commit()
    },
  )

  app.get<{ Params: Static<typeof DatabaseParams> }>(
    '/v1/:database/branches',
    {
      schema: {
        summary: 'Names of all branches',
        params: DatabaseParams,
        response: { 200: Type.Object({ branches: Type.Array(Type.String()) }), '4xx': Failure },
      },
    },
    async request => {
      enter(request, request.params.database)
      return { branches: [...(await branches.list(request.params.database))] }
    },
  )

  app.post<{ Params: Static<typeof DatabaseParams>; Body: Static<typeof BranchBody> }>(
    '/v1/:database/branches',
    {
      schema: {
        summary: 'Make a branch at the present state of another one',
        params: DatabaseParams,
        body: BranchBody,
        response: { 201: Type.Object({ name: Type.String(), commit: Commit }), '4xx': Failure },
      },
    },
    async (request, reply) => {
      const { database } = request.params
      enterToWrite(request, database)
      const info = await branches.create(database, request.body.name, request.body.from ?? mainBranch)
      return reply.code(201).send(info)
    },
  )
}
