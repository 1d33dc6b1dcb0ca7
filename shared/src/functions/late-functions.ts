// Built-ins that are loaded when one of them is first looked up: their names are here, their bodies in modules of their own.
// A name belongs to one family, or its overloads stand under `overloads` as signatures, so that overload resolution always sees
// all of them. late-functions.test.ts compares both with the tables.

import { PartNeeded, type PartName } from '../base/load-part.ts'
import type { FunctionEntry } from './define-function.ts'

type Tables = readonly (readonly FunctionEntry[])[]

export interface LateFamily {
  readonly part: PartName
  /** Names that only this family has. */
  readonly names: ReadonlySet<string>
  /** Its signatures of names that are known from the start, too. */
  readonly overloads: readonly FunctionEntry[]
  /** null: not loaded yet. */
  tables: Tables | null
  provide(tables: Tables): void
}

interface FamilyOptions {
  readonly part: PartName
  readonly names: string
  readonly overloads: readonly string[]
}

function lateFamily({ part, names, overloads }: FamilyOptions): LateFamily {
  const needed = (): never => {
    throw new PartNeeded(part)
  }
  return {
    part,
    names: new Set(names.trim().split(/\s+/)),
    overloads: overloads.map(signature => ({
      signature,
      // Its result is asked for when a call was resolved to it, and not before.
      define: ({ name, parameters }) => ({
        kind: 'scalar',
        name,
        parameters,
        result: needed,
        strict: true,
        volatility: 'immutable',
        body: needed,
      }),
    })),
    tables: null,
    provide(tables) {
      this.tables = tables
    },
  }
}

export const lateStructureFunctions = lateFamily({
  part: 'structures',
  names: `
    #- #> #>> && -> ->> <@ ? ?& ?| @> @? @@ array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims
    array_position array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort
    array_to_json array_to_string array_upper cardinality generate_subscripts json_agg json_agg_strict json_array_element
    json_array_element_text json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each
    json_each_text json_extract_path json_extract_path_text json_object json_object_agg json_object_agg_strict json_object_agg_unique
    json_object_agg_unique_strict json_object_field json_object_field_text json_object_keys json_populate_record json_populate_recordset
    json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_agg jsonb_agg_strict jsonb_array_element jsonb_array_element_text
    jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_contained
    jsonb_contains jsonb_delete jsonb_delete_path jsonb_each jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any
    jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
    jsonb_object_agg_unique_strict jsonb_object_field jsonb_object_field_text jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz
    jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
    jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax
    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json string_agg string_to_array string_to_table to_json
    to_jsonb trim_array unnest
  `,
  overloads: [
    '|| array_append(anycompatiblearray, anycompatible) anycompatiblearray',
    '|| array_prepend(anycompatible, anycompatiblearray) anycompatiblearray',
    '|| array_cat(anycompatiblearray, anycompatiblearray) anycompatiblearray',
    '|| jsonb_concat(jsonb, jsonb) jsonb',
    '- jsonb_delete(jsonb, text) jsonb',
    '-(jsonb, text[]) jsonb',
    '- jsonb_delete(jsonb, int4) jsonb',
  ],
})

export const lateSpecialFunctions = lateFamily({
  part: 'specials',
  names: `
    !~ !~* # & << >> ^ acos acosd acosh ascii asin asind asinh atan atan2 atan2d atand atanh bit_and bit_count bit_length bit_or bit_xor
    casefold cbrt chr convert_from convert_to corr cos cosd cosh cot cotd covar_pop covar_samp crc32 crc32c current_catalog
    current_database current_role current_schema current_schemas current_setting current_user decode degrees div encode enum_first
    enum_last enum_range exp factorial float4send float8send format format_type gcd get_bit get_byte getdatabaseencoding initcap int2send
    int4send int8send is_normalized lcm ln log log10 lpad md5 min_scale mode normalize num_nonnulls num_nulls octet_length overlay
    percentile_cont percentile_disc pg_backend_pid pg_client_encoding pg_current_xact_id pg_is_in_recovery pg_size_pretty pg_sleep
    pg_typeof pi pow power quote_ident quote_literal quote_nullable radians random_normal regexp_count regexp_instr regexp_like
    regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat reverse rpad scale session_user set_bit set_byte set_config
    setseed sha224 sha256 sha384 sha512 similar similar_to_escape sin sind sinh sqrt stddev stddev_pop stddev_samp tan tand tanh to_bin
    to_char to_date to_hex to_number to_oct to_regclass to_regtype to_timestamp translate trim_scale txid_current unistr user var_pop
    var_samp variance version width_bucket | |/ ||/ ~ ~*
  `,
  overloads: [
    'random(int4, int4) int4',
    'random(int8, int8) int8',
    'substring(text, text) text',
    'substring(text, text, text) text',
    '||(bytea, bytea) bytea',
    'length octet_length(bytea) int4',
    'length(bytea, name) int4',
    'substr substring(bytea, int4) bytea',
    'substr substring(bytea, int4, int4) bytea',
    'position(bytea, bytea) int4',
    'btrim(bytea, bytea) bytea',
    'ltrim(bytea, bytea) bytea',
    'rtrim(bytea, bytea) bytea',
  ],
})

export const lateTimeFunctions = lateFamily({
  part: 'times',
  names: `
    age date_add date_bin date_part date_subtract date_trunc extract generate_series isfinite justify_days justify_hours justify_interval
    make_date make_interval make_time make_timestamp make_timestamptz overlaps timezone
  `,
  overloads: [
    '+(date, int4) date',
    '+(int4, date) date',
    '+(date, interval) timestamp',
    '+(interval, date) timestamp',
    '+(date, time) timestamp',
    '+(time, date) timestamp',
    '+(date, timetz) timestamptz',
    '+(timetz, date) timestamptz',
    '+(timestamp, interval) timestamp',
    '+(interval, timestamp) timestamp',
    '+(timestamptz, interval) timestamptz',
    '+(interval, timestamptz) timestamptz',
    '+(time, interval) time',
    '+(interval, time) time',
    '+(timetz, interval) timetz',
    '+(interval, timetz) timetz',
    '+(interval, interval) interval',
    '+(interval) interval',
    '-(date, int4) date',
    '-(date, date) int4',
    '-(date, interval) timestamp',
    '-(timestamp, interval) timestamp',
    '-(timestamptz, interval) timestamptz',
    '-(timestamp, timestamp) interval',
    '-(timestamptz, timestamptz) interval',
    '-(time, interval) time',
    '-(timetz, interval) timetz',
    '-(time, time) interval',
    '-(interval, interval) interval',
    '-(interval) interval',
    '*(interval, float8) interval',
    '*(float8, interval) interval',
    '/(interval, float8) interval',
    'sum(interval) interval',
    'avg(interval) interval',
  ],
})

export const lateWindowFunctions = lateFamily({
  part: 'queries',
  names: `
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
  `,
  overloads: [],
})

export const lateFamilies: readonly LateFamily[] = [lateStructureFunctions, lateSpecialFunctions, lateTimeFunctions, lateWindowFunctions]
