// Statements of a translated dump as lines, for tests: definitions in short, everything else as SQL.

import { printExpression, printQuery, printTypeName } from '../sql/print/print-sql.ts'
import { translateDump } from '../sql/foreign/adapt-dump.ts'
import type { Statement } from '../sql/ast.ts'
import type { AlterTableAction, ColumnConstraint, ColumnSpec, CreateIndex, CreateTable, TableConstraint } from '../sql/ast-ddl.ts'
import type { ForeignDialect, TranslateOptions } from '../sql/foreign/adapt-dump.ts'

/** Every part of the dump as one text; tables give a line for each column and constraint. */
export async function dumpSummary(text: string, dialect: ForeignDialect, options: TranslateOptions = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const part of translateDump(text, dialect, options)) {
    if (part.kind === 'statement') lines.push(...statementLines(part.statement))
    else lines.push(`${part.kind}: ${part.what}`)
  }
  return lines
}

function statementLines(statement: Statement): string[] {
  switch (statement.kind) {
    case 'create table':
      return tableLines(statement)
    case 'create index':
      return [indexLine(statement)]
    case 'create view':
      return [`view ${statement.name.join('.')}: ${statement.queryText}`]
    case 'drop':
      return [`drop ${statement.object} ${statement.names.map(name => name.join('.')).join(', ')}${statement.ifExists ? ' if exists' : ''}`]
    case 'alter table':
      return statement.actions.map(action => `alter ${statement.name.join('.')}: ${actionLine(action)}`)
    case 'select':
    case 'values':
    case 'set operation':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return [printQuery(statement)]
    default:
      return [statement.kind]
  }
}

function tableLines(table: CreateTable): string[] {
  const lines = table.columns.map(columnLine)
  return [`table ${table.name.join('.')}`, ...[...lines, ...table.constraints.map(constraintLine)].map(line => `  ${line}`)]
}

function columnLine(column: ColumnSpec): string {
  return [column.name, printTypeName(column.type), ...column.constraints.map(columnConstraint)].join(' ')
}

function columnConstraint(constraint: ColumnConstraint): string {
  switch (constraint.kind) {
    case 'default':
      return `default ${printExpression(constraint.expression)}`
    case 'check':
    case 'generated':
      return `${constraint.kind} (${printExpression(constraint.expression)})`
    case 'identity':
      return ['identity', ...constraint.options.map(option => ('value' in option ? `${option.kind} ${option.value}` : option.kind))].join(
        ' ',
      )
    case 'references':
      return `references ${constraint.table.join('.')} (${constraint.targetColumns.join(', ')}) on delete ${constraint.onDelete}`
    default:
      return constraint.kind
  }
}

function constraintLine(constraint: TableConstraint): string {
  const name = constraint.name === null ? '' : ` ${constraint.name}`
  switch (constraint.kind) {
    case 'primary key':
    case 'unique':
      return `${constraint.kind}${name} (${constraint.columns.join(', ')})`
    case 'check':
      return `check${name} (${printExpression(constraint.expression)})`
    case 'foreign key':
      return `foreign key${name} (${constraint.columns.join(', ')}) references ${constraint.table.join('.')} (${constraint.targetColumns.join(', ')}) on delete ${constraint.onDelete} on update ${constraint.onUpdate}`
    default:
      return constraint.kind
  }
}

function indexLine(index: CreateIndex): string {
  const columns = index.columns.map(term => `${printExpression(term.expression)}${term.descending ? ' desc' : ''}`).join(', ')
  const where = index.where === null ? '' : ` where ${printExpression(index.where)}`
  return `${index.unique ? 'unique ' : ''}index ${index.name} on ${index.table.join('.')} (${columns})${where}`
}

function actionLine(action: AlterTableAction): string {
  switch (action.kind) {
    case 'add constraint':
      return `add ${constraintLine(action.constraint)}`
    case 'add column':
      return `add ${columnLine(action.column)}`
    case 'set default':
      return `${action.column} set default ${printExpression(action.expression)}`
    case 'set type':
      return `${action.column} set type ${printTypeName(action.type)}`
    case 'add identity':
    case 'set not null':
      return `${action.column} ${action.kind}`
    case 'drop column':
    case 'drop constraint':
      return `${action.kind} ${action.name}`
    case 'rename column':
      return `rename ${action.name} to ${action.to}`
    case 'rename table':
      return `rename to ${action.to}`
    default:
      return action.kind
  }
}
