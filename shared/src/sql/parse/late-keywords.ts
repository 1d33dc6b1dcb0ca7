// The key words that no rule of queries and changes knows by name: to these a word such as `trigger` is a name like any other. They
// come with the parts whose grammar knows them; a statement that needs such a part is read again from its text once it is there.

import { addKeywords } from './keyword-lookup.ts'
import { keywords, type Keyword } from './keywords.ts'
import { unreservedToken } from './token.ts'

let areThere = false

export function provideKeywords(): void {
  if (areThere) return
  areThere = true
  addKeywords(unreservedToken, lateWords)
}

/** Every key word of PostgreSQL by its folded text: what printers and tools ask. */
export function allKeywords(): ReadonlyMap<string, Keyword> {
  provideKeywords()
  return keywords
}

const lateWords =
  'abort absolute access action add admin after aggregate also alter always asensitive assertion assignment attach attribute ' +
  'backward before breadth cache call called cascade cascaded catalog chain characteristics checkpoint class close cluster ' +
  'columns comment comments commit committed compression configuration connection constraints content continue conversion copy ' +
  'cost csv cursor cycle data database deallocate declare defaults deferred definer delimiter delimiters depends depth detach ' +
  'dictionary disable discard document domain drop each enable encoding encrypted enum event exclude excluding exclusive ' +
  'execute explain expression extension external family finalize following force forward functions generated global granted ' +
  'handler header hold identity if immediate immutable implicit import include including increment index indexes inherit ' +
  'inherits inline input insensitive instead invoker isolation key label language large leakproof level listen load location ' +
  'lock locked logged mapping match matched materialized maxvalue method minvalue mode move name names new nfc nfd nfkc nfkd no ' +
  'notify nowait object off oids old option options ordinality others owned owner parallel parameter parser partial partition ' +
  'passing password plans policy preceding prepare prepared preserve prior privileges procedural procedures program publication ' +
  'quote read reassign recursive ref referencing refresh reindex relative release rename repeatable replace replica reset ' +
  'restart restrict return returns revoke role rollback routine routines rule savepoint schema schemas scroll search security ' +
  'sequence sequences serializable server session sets share show simple skip snapshot sql stable standalone start statement ' +
  'statistics stdin stdout storage stored strict strip subscription support sysid tables tablespace temp template temporary ' +
  'text ties transaction transform trigger truncate trusted type types uescape unbounded uncommitted unencrypted unlisten ' +
  'unlogged until vacuum valid validate validator version view views volatile whitespace work wrapper write xml yes'
