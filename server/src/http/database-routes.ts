// The HTTP face of databases: SQL, pages, commits, branches. Every route has a schema, so every route is in the OpenAPI document.

import { Type, type Static } from 'typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { asPageHash } from '@zendb/shared/base/brand'
import { ZenError } from '@zendb/shared/base/errors'
import type { BranchService } from '../branches/branch-service.ts'
import type { AppOptions } from './app-options.ts'
import { tokenOf, type Access, type Authenticate } from './authenticate.ts'
import { mainBranch } from '../branches/engine-branch-service.ts'
import { BranchBody, BranchName, BranchParams, Commit, DatabaseName, DatabaseParams, QueryBody, QueryResult, failures } from './schemas.ts'

/** Checks a request's token. */
interface Doors {
  readonly enter: (request: FastifyRequest, database: string) => Access
  readonly enterToWrite: (request: FastifyRequest, database: string) => void
}

/** Of the OpenAPI document. */
const tokens = [{ token: [] }]

const PageBytes = {
  description: 'The page, as docs/formats/page.md says.',
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
}

export function addDatabaseRoutes(app: FastifyInstance, { branches, jwtSecret }: AppOptions, authenticate: Authenticate): void {
  const enter = (request: FastifyRequest, database: string): Access => authenticate(tokenOf(request), database)
  const enterToWrite = (request: FastifyRequest, database: string): void => {
    if (!enter(request, database).canWrite) throw new ZenError('AUTH_INVALID', 'the token may read only')
  }
  const doors = { enter, enterToWrite }
  addQueryRoute(app, branches, doors)
  // A page never changes, so whoever has it may keep it for ever; a cache in between must not hand it to those without a token.
  addPageRoute(app, branches, doors, `${jwtSecret === null ? 'public' : 'private'}, max-age=31536000, immutable`)
  addBranchRoutes(app, branches, doors)
}

function addQueryRoute(app: FastifyInstance, branches: BranchService, { enter }: Doors): void {
  app.post<{ Params: Static<typeof DatabaseParams>; Body: Static<typeof QueryBody> }>(
    '/v1/:database/query',
    {
      schema: {
        security: tokens,
        summary: 'Run one SQL statement',
        params: DatabaseParams,
        body: QueryBody,
        response: { 200: QueryResult, ...failures },
      },
    },
    async request => {
      const { database } = request.params
      const { sql, params = [], branch = mainBranch } = request.body
      const { canWrite } = enter(request, database)
      const handle = await branches.open(database, branch)
      return handle.query(sql, params, canWrite ? 'write' : 'read')
    },
  )
}

function addPageRoute(app: FastifyInstance, branches: BranchService, { enter }: Doors, cacheControl: string): void {
  app.get<{ Params: { readonly database: string; readonly hash: string }; Querystring: { readonly branch?: string } }>(
    '/v1/:database/pages/:hash',
    {
      schema: {
        security: tokens,
        summary: 'One page of the database, by the hash that is its name',
        params: Type.Object({ database: DatabaseName, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
        querystring: Type.Object({ branch: Type.Optional(BranchName) }),
        response: { 200: PageBytes, ...failures },
      },
    },
    async (request, reply) => {
      const { database, hash } = request.params
      enter(request, database)
      const { branch = mainBranch } = request.query
      const handle = await branches.open(database, branch)
      const [page] = await handle.pages([asPageHash(hash)])
      if (page === null || page === undefined) throw new ZenError('STORAGE_MISSING_PAGE', `database "${database}" has no page ${hash}`)
      return reply.header('cache-control', cacheControl).type('application/octet-stream').send(Buffer.from(page))
    },
  )
}

function addBranchRoutes(app: FastifyInstance, branches: BranchService, { enter, enterToWrite }: Doors): void {
  app.get<{ Params: Static<typeof BranchParams> }>(
    '/v1/:database/branches/:branch/commit',
    {
      schema: {
        security: tokens,
        summary: 'Present position of a branch and the hash of its state',
        params: BranchParams,
        response: { 200: Commit, ...failures },
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
        security: tokens,
        summary: 'Names of all branches',
        params: DatabaseParams,
        response: { 200: Type.Object({ branches: Type.Array(Type.String()) }), ...failures },
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
        security: tokens,
        summary: 'Make a branch at the present state of another one',
        params: DatabaseParams,
        body: BranchBody,
        response: { 201: Type.Object({ name: Type.String(), commit: Commit }), ...failures },
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
