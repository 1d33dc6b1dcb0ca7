// node-sql-parser, one dialect at a time, loaded when a dump first needs it. Its trees are `unknown` here: adapt-*.ts decode them.

import { assert } from '../../base/assert.ts'
import type { ForeignDialect } from './foreign-dialect.ts'

/** Text to a tree of node-sql-parser; throws what it throws. */
export type ForeignParser = (sql: string) => unknown

interface ParserClass {
  new (): { astify(sql: string, options: { database: string }): unknown }
}

/** CommonJS builds of one dialect: about 60 KB each when compressed, so they are never part of a first load. */
const builds: Readonly<Record<ForeignDialect, () => Promise<unknown>>> = {
  mysql: () => import('node-sql-parser/build/mysql.js'),
  sqlite: () => import('node-sql-parser/build/sqlite.js'),
  transactsql: () => import('node-sql-parser/build/transactsql.js'),
}

/** Loads the grammar of the dialect. */
export async function loadForeignParser(dialect: ForeignDialect): Promise<ForeignParser> {
  const loaded = (await builds[dialect]()) as { default?: { Parser: ParserClass }; Parser?: ParserClass }
  const Parser = loaded.Parser ?? loaded.default?.Parser
  assert(Parser !== undefined, 'a build of node-sql-parser exports Parser')
  const parser = new Parser()
  return sql => parser.astify(sql, { database: dialect })
}
