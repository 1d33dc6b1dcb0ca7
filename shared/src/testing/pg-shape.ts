// The tree of libpg-query as a plain nested list, for comparison with ours (zen-shape.ts). Test material only.
// What PostgreSQL's grammar spells in another way is brought to one form; what is not covered throws NotComparable.

/** A nested list of words. */
export type Shape = string | readonly Shape[]

/** A node that the comparison does not cover. */
export class NotComparable extends Error {}

type Fields = Readonly<Record<string, unknown>>

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function strings(value: unknown): string[] {
  return list(value).map(item => text(fields(fields(item)['String'])['sval']))
}

/** The only key of a node and what it holds. */
function unwrap(node: unknown): [string, Fields] {
  const entries = Object.entries(fields(node))
  if (entries.length !== 1) return ['', {}]
  return [entries[0][0], fields(entries[0][1])]
}

/** Whole numbers as numbers, all else as written. */
export function numberShape(digits: string): Shape {
  return ['num', /^\d+$/.test(digits) && Number(digits) <= 2147483647 ? String(Number(digits)) : digits]
}

/** `-` before a number is part of the number in PostgreSQL's tree. */
export function negated(shape: Shape): Shape | null {
  if (!Array.isArray(shape) || shape[0] !== 'num' || typeof shape[1] !== 'string') return null
  if (shape[1].startsWith('-')) return ['num', shape[1].slice(1)]
  return shape[1] === '0' ? shape : ['num', `-${shape[1]}`]
}

export function pgExpressions(value: unknown): Shape[] {
  return list(value).map(pgExpression)
}

function optional(value: unknown): Shape {
  return value === undefined ? '-' : pgExpression(value)
}

/** One expression. */
export function pgExpression(node: unknown): Shape {
  const [kind, f] = unwrap(node)
  const convert = expressions[kind]
  if (convert === undefined) throw new NotComparable(kind)
  return convert(f)
}

const expressions: Readonly<Record<string, (f: Fields) => Shape>> = {
  A_Const: f => {
    if (f['isnull'] === true) return 'null'
    if ('ival' in f) return ['num', String(fields(f['ival'])['ival'] ?? 0)]
    if ('fval' in f) return ['num', text(fields(f['fval'])['fval'])]
    if ('boolval' in f) return fields(f['boolval'])['boolval'] === true ? 'true' : 'false'
    if ('bsval' in f) return ['bits', text(fields(f['bsval'])['bsval'])]
    return ['str', text(fields(f['sval'])['sval'])]
  },
  ParamRef: f => ['param', String(f['number'] ?? 0)],
  ColumnRef: f => [
    'col',
    ...list(f['fields']).map(part => ('A_Star' in fields(part) ? '*' : text(fields(fields(part)['String'])['sval']))),
  ],
  A_Expr: operatorShape,
  BoolExpr: f => [text(f['boolop']).replace('_EXPR', '').toLowerCase(), ...pgExpressions(f['args'])],
  NullTest: f => ['is', f['nulltesttype'] === 'IS_NULL' ? 'null' : 'not null', pgExpression(f['arg'])],
  BooleanTest: f => ['is', text(f['booltesttype']).replace('IS_', '').replace('_', ' ').toLowerCase(), pgExpression(f['arg'])],
  SubLink: subLinkShape,
  CaseExpr: f => [
    'case',
    optional(f['arg']),
    ...list(f['args']).map(when => {
      const w = unwrap(when)[1]
      return [pgExpression(w['expr']), pgExpression(w['result'])]
    }),
    optional(f['defresult']),
  ],
  TypeCast: f => ['cast', pgExpression(f['arg']), pgType(f['typeName'])],
  FuncCall: callShape,
  CoalesceExpr: f => ['call', 'coalesce', ...pgExpressions(f['args'])],
  MinMaxExpr: f => ['call', f['op'] === 'IS_GREATEST' ? 'greatest' : 'least', ...pgExpressions(f['args'])],
  A_ArrayExpr: f => ['array', ...pgExpressions(f['elements'])],
  RowExpr: f => [f['row_format'] === 'COERCE_EXPLICIT_CALL' ? 'row' : 'tuple', ...pgExpressions(f['args'])],
  GroupingFunc: f => ['grouping', ...pgExpressions(f['args'])],
  CollateClause: f => ['collate', pgExpression(f['arg']), ...strings(f['collname'])],
  SetToDefault: () => 'default',
  SQLValueFunction: f => [
    'value',
    text(f['op']).replace('SVFOP_', '').replace(/_N$/, '').toLowerCase(),
    f['typmod'] === -1 ? '-' : String(f['typmod'] ?? 0),
  ],
  NamedArgExpr: f => ['named', text(f['name']), pgExpression(f['arg'])],
  A_Indirection: f =>
    list(f['indirection']).reduce<Shape>((inner, step) => {
      const [kind, g] = unwrap(step)
      if (kind === 'A_Star') return ['field', inner, '*']
      if (kind === 'String') return ['field', inner, text(g['sval'])]
      return g['is_slice'] === true
        ? ['slice', inner, optional(g['lidx']), optional(g['uidx'])]
        : ['subscript', inner, pgExpression(g['uidx'])]
    }, pgExpression(f['arg'])),
}

function operatorShape(f: Fields): Shape {
  const operator = strings(f['name']).at(-1) ?? ''
  const left = (): Shape => pgExpression(f['lexpr'])
  const right = (): Shape => pgExpression(f['rexpr'])
  switch (f['kind']) {
    case 'AEXPR_OP':
      return f['lexpr'] === undefined ? ['prefix', operator, right()] : ['op', operator, left(), right()]
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return [f['kind'] === 'AEXPR_OP_ANY' ? 'any' : 'all', operator, left(), right()]
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return ['distinct', f['kind'] === 'AEXPR_DISTINCT' ? '+' : '-', left(), right()]
    case 'AEXPR_NULLIF':
      return ['call', 'nullif', left(), right()]
    case 'AEXPR_IN':
      return ['in', operator === '=' ? '+' : '-', left(), ...pgExpressions(unwrap(f['rexpr'])[1]['items'])]
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_SIMILAR':
      return likeShape(f, operator)
    default: {
      const [low, high] = pgExpressions(unwrap(f['rexpr'])[1]['items'])
      return ['between', operator.toLowerCase(), left(), low, high]
    }
  }
}

function likeShape(f: Fields, operator: string): Shape {
  const form = text(f['kind']).replace('AEXPR_', '').toLowerCase()
  const [kind, call] = unwrap(f['rexpr'])
  const name = kind === 'FuncCall' ? strings(call['funcname']).join('.') : ''
  const isEscape = name === 'pg_catalog.like_escape' || name === 'pg_catalog.similar_to_escape'
  const parts = isEscape ? pgExpressions(call['args']) : [pgExpression(f['rexpr'])]
  return ['like', form, operator.startsWith('!') ? '-' : '+', pgExpression(f['lexpr']), ...parts]
}

function subLinkShape(f: Fields): Shape {
  const query = pgStatement(f['subselect'])
  switch (f['subLinkType']) {
    case 'EXISTS_SUBLINK':
      return ['exists', query]
    case 'EXPR_SUBLINK':
      return ['query', query]
    case 'ARRAY_SUBLINK':
      return ['array query', query]
    case 'ANY_SUBLINK':
      if (f['operName'] === undefined) return ['in query', pgExpression(f['testexpr']), query]
      return ['any', strings(f['operName']).at(-1) ?? '', pgExpression(f['testexpr']), query]
    case 'ALL_SUBLINK':
      return ['all', strings(f['operName']).at(-1) ?? '', pgExpression(f['testexpr']), query]
    default:
      throw new NotComparable(text(f['subLinkType']))
  }
}

function callShape(f: Fields): Shape {
  const name = strings(f['funcname'])
  const args = pgExpressions(f['args'])
  const isSyntax = f['funcformat'] === 'COERCE_SQL_SYNTAX'
  if (isSyntax && name[1] === 'timezone' && args.length === 2) return ['at time zone', args[1], args[0]]
  const extra: Shape[] = []
  if (f['agg_star'] === true) extra.push('*')
  if (f['agg_distinct'] === true) extra.push('distinct')
  if (f['func_variadic'] === true) extra.push('variadic')
  if (f['agg_order'] !== undefined)
    extra.push([f['agg_within_group'] === true ? 'within' : 'order', ...list(f['agg_order']).map(pgSortKey)])
  if (f['agg_filter'] !== undefined) extra.push(['filter', pgExpression(f['agg_filter'])])
  if (f['over'] !== undefined) extra.push(['over', pgWindow(fields(f['over']))])
  return ['call', (isSyntax ? name.slice(1) : name).join('.'), ...args, ...extra]
}

export function pgSortKey(node: unknown): Shape {
  const f = unwrap(node)[1]
  const direction = text(f['sortby_dir']).replace('SORTBY_', '').toLowerCase().replace('default', 'asc')
  return [
    'key',
    pgExpression(f['node']),
    direction,
    text(f['sortby_nulls']).replace('SORTBY_NULLS_', '').toLowerCase(),
    ...strings(f['useOp']).slice(-1),
  ]
}

export function pgWindow(f: Fields): Shape {
  if (f['name'] !== undefined && f['frameOptions'] === undefined) return text(f['name'])
  return [
    'window',
    text(f['refname']) || '-',
    pgExpressions(f['partitionClause']),
    list(f['orderClause']).map(pgSortKey),
    // Frames with options are numbers in PostgreSQL's tree: the offsets are compared.
    optional(f['startOffset']),
    optional(f['endOffset']),
  ]
}

export function pgType(node: unknown): Shape {
  const f = fields(node)
  const names = strings(f['names'])
  const modifiers = list(f['typmods']).map(pgExpression)
  return [
    'type',
    (names[0] === 'pg_catalog' ? names.slice(1) : names).join('.'),
    modifiers,
    String(list(f['arrayBounds']).length),
    f['setof'] === true ? 'setof' : '-',
  ]
}

/** Filled by pg-query-shape.ts: a query inside an expression. */
export function pgStatement(node: unknown): Shape {
  return queryShape.convert(node)
}

/** The converter of statements, set by the module that knows them. */
export const queryShape: { convert: (node: unknown) => Shape } = {
  convert: () => {
    throw new NotComparable('query')
  },
}
