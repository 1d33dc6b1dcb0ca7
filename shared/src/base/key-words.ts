// The key words of PostgreSQL 15 that may not stand everywhere as a name, by the class that says where they may. The parser asks for them
// (sql/parse/keywords.ts), and whoever puts names into quotes.

export const columnNameWords =
  'between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval least ' +
  'national nchar none normalize nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim ' +
  'values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable'
export const typeNameWords =
  'authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like natural notnull outer ' +
  'overlaps right similar tablesample verbose'
export const reservedWords =
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog current_date ' +
  'current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from ' +
  'grant group having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing ' +
  'primary references returning select session_user some symmetric table then to trailing true union unique user using variadic when where ' +
  'window with'
