// Text, bytea and pattern functions, compared with PGlite.

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { differences, openOracle, tableHere, type Answer } from '../testing/function-oracle.ts'

// PGlite starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let ask: (sql: string) => Promise<Answer>
beforeAll(async () => {
  ask = await openOracle()
})

const expectSame = async (expressions: readonly string[]): Promise<void> => {
  expect(await differences(ask, expressions)).toEqual([])
}

const expectSameRows = async (calls: readonly string[]): Promise<void> => {
  expect(await differences(ask, calls, { toSql: call => `SELECT * FROM ${call}`, run: tableHere })).toEqual([])
}

describe('text functions answer as PostgreSQL', () => {
  test('lengths, case and parts', () =>
    expectSame([
      `length('jose')`, `length('jos\u00e9\u{1F600}')`, `char_length('abc '::char(6))`, `octet_length('jos\u00e9')`, `octet_length('a'::char(4))`, `bit_length('jos\u00e9')`,
      `lower('ABC \u00c9')`, `upper('abc \u00e9')`, `initcap('hello wORLD foo-bar x1y')`, `substr('hello', 2)`, `substr('hello', 2, 2)`, `substr('hello', -1, 4)`,
      `substring('hello', 0)`, `substr('hello', 2, -1)`, `substring('a\u{1F600}bc', 2, 2)`, `strpos('hello', 'zz')`, `strpos('a\u{1F600}bc', 'b')`,
      `left('hello', 2)`, `left('hello', -2)`, `right('hello', 2)`, `right('hello', -2)`, `right('hello', 0)`, `reverse('abc\u{1F600}')`, `repeat('ab', 3)`, `repeat('ab', -3)`,
    ])) // prettier-ignore
  test('padding, trimming and replacing', () =>
    expectSame([
      `lpad('hi', 5)`, `lpad('hi', 5, 'xy')`, `lpad('hello', 3)`, `lpad('hi', -1)`, `rpad('hi', 5, 'xyz')`, `rpad('hi', 5, '')`, `lpad('', 3, '\u{1F600}')`,
      `btrim('  a b ')`, `btrim('xyaxyx', 'xy')`, `ltrim('zzytest', 'xyz')`, `rtrim('testxxzx', 'xyz')`, `rtrim('a  ')`, `replace('abcabc', 'b', '$&')`, `replace('abc', '', 'x')`,
      `translate('12345', '143', 'ax')`, `translate('12345', '', 'ax')`, `overlay('Txxxxas', 'hom', 2, 4)`, `overlay('Txxxxas', 'hom', 2)`, `overlay('abc', 'x', 0)`, `overlay('abcdef', '45', 4, 5)`,
      `overlay('yabadoo', 'daba', 5, 0)`, `split_part('a,b,c', ',', 2)`, `split_part('a,b,c', ',', -1)`, `split_part('a,b,c', ',', 4)`, `split_part('abc', '', 1)`, `split_part('abc', '', -1)`,
      `split_part('abc', ',', 0)`, `split_part('', ',', 1)`,
    ])) // prettier-ignore
  test('concatenation and formatting', () =>
    expectSame([
      `'a' || 'b'`, `'a' || 1`, `1 || 'a'::text`, `'a'::text || 1.50`, `'a'::char(3) || 'b'`, `'x'::text || true`, `'a' || null`, `'x'::text || '2020-01-02'::date`,
      `concat('a', 1, null, true, 2.50)`, `concat_ws(',', 'a', null, 1, false)`, `concat_ws(null, 'a')`, `concat_ws('', 'a', 'b')`, `concat(variadic array[1,2,3])`, `concat_ws(',', variadic array['a',null,'b'])`,
      `format('Hello %s', 'World')`, `format('%s %I %L %%', 'a', 'B c', 'it''s')`, `format('%2$s %1$s', 'a', 'b')`, `format('%10s|%-10s|', 'ab', 'cd')`, `format('%*s|', 5, 'x')`, `format('%-*s|', 5, 'x')`,
      `format('%*1$s', -5)`, `format('%L', null)`, `format('%I', null)`, `format('%s', null)`, `format('%s')`, `format('%z', 1)`, `format('%', 1)`, `format('%0$s', 1)`, `format('%1$s %s', 'a', 'b')`, `format(null, 1)`,
      `format('%s', variadic array['x','y'])`, `format('%1$*2$s', 'foo', 10)`, `format('%s', 1.10)`, `format('plain')`,
      `quote_ident('foo bar')`, `quote_ident('foo')`, `quote_ident('select')`, `quote_ident('Foo"x')`, `quote_literal('it''s')`, `quote_literal(E'a\\\\b')`, `quote_literal(42)`, `quote_nullable(null)`, `quote_nullable(1.5)`,
    ])) // prettier-ignore
  test('codes and digits', () =>
    expectSame([
      `ascii('x')`, `ascii('')`, `ascii('\u00e9')`, `chr(65)`, `chr(233)`, `chr(128512)`, `chr(0)`, `chr(-1)`, `chr(55296)`, `to_hex(255)`, `to_hex(-1)`, `to_hex(-1::bigint)`, `to_hex(9223372036854775807)`, `to_oct(8)`, `to_bin(5)`,
      `md5('')`, `md5('hello')`, `md5('a long text that is longer than one block of sixty-four bytes, surely it is')`, `starts_with('alphabet', 'alph')`, `'alphabet' ^@ 'x'`,
      `unistr('d\\0061t\\+000061')`, `unistr('\\u0061\\\\ x')`, `unistr('\\xyz')`, `unistr('\\D83D\\DE00')`, `unistr('\\D83D')`, `normalize('e\u0301')`, `string_to_array('a,b,,c', ',')`, `string_to_array('abc', null)`, `string_to_array('', ',')`, `string_to_array('a,b', ',', 'b')`, `string_to_array('abc', '')`,
    ])) // prettier-ignore
  test('bytea', () =>
    expectSame([
      `'\\x0102'::bytea || '\\x03'::bytea`, `length('\\x0102'::bytea)`, `substring('\\x010203'::bytea, 2, 1)`, `substr('\\x010203'::bytea, 2)`, `get_byte('\\x0102'::bytea, 1)`, `get_byte('\\x0102'::bytea, 2)`, `set_byte('\\x0102'::bytea, 1, 255)`,
      `get_bit('\\x01'::bytea, 0)`, `set_bit('\\x00'::bytea, 3, 1)`, `set_bit('\\x00'::bytea, 3, 2)`, `encode('\\x00ff61'::bytea, 'hex')`, `encode('\\x00ff6163'::bytea, 'base64')`, `encode('\\x00ff615c'::bytea, 'escape')`, `encode(decode(repeat('61', 100), 'hex'), 'base64')`,
      `decode('YWJj', 'base64')`, `decode('YWJ', 'base64')`, `decode('Y!Jj', 'base64')`, `decode('616', 'hex')`, `decode('6z', 'hex')`, `decode('a\\001\\\\', 'escape')`, `decode('a', 'nope')`, `btrim('\\x000102'::bytea, '\\x00'::bytea)`, `overlay('\\x010203'::bytea, '\\xff'::bytea, 2, 1)`,
      `sha224('abc'::bytea)`, `sha256('abc'::bytea)`, `sha384('abc'::bytea)`, `sha512('abc'::bytea)`, `sha256(decode(repeat('61', 200), 'hex'))`, `sha512(decode(repeat('61', 200), 'hex'))`, `md5('abc'::bytea)`, `convert_from('\\xc3a9'::bytea, 'utf8')`, `convert_from('\\xe9'::bytea, 'latin1')`, `convert_from('\\xe9'::bytea, 'utf8')`, `convert_to('\u00e9', 'utf8')`, `bit_count('\\xff01'::bytea)`, `crc32('abc'::bytea)`, `crc32c('abc'::bytea)`, `reverse('\\x0102'::bytea)`,
      `'\\x01'::bytea < '\\x0100'::bytea`, `ltrim('\\x0001'::bytea, '\\x00'::bytea)`,
    ])) // prettier-ignore
})

describe('patterns answer as PostgreSQL', () => {
  test('LIKE', () =>
    expectSame(
      [
        ['hawkeye', 'h%'], ['hawkeye', 'H%'], ['hawkeye', 'indio%'], ['hawkeye', 'h%eye'], ['indio', '_ndio'], ['indio', 'in__o'], ['indio', 'in_o'], ['', '%'], ['', ''], ['', '_'], ['abc', 'abc'], ['abc', '%b%'],
        ['a\u{1F600}b', 'a_b'], ['a%b', 'a\\%b'], ['axb', 'a\\%b'], ['abc', 'abc\\'], ['aXbXc', '%X_'], ['aaab', '%aab'], ['foo', '%%%o'], ['a\\b', 'a\\\\b'], ['mississippi', '%iss%ip%i'],
      ].flatMap(([text, pattern]) => ['~~', '!~~', '~~*'].map(op => `'${text}' ${op} '${pattern}'`)).concat(`like_escape('a#%b', '#')`, `like_escape('a', 'xx')`, `'a#%b' ~~ like_escape('a##%', '#')`, `'ab '::char(4) ~~ 'ab'`, `'ab '::char(4) ~~ 'ab  '`),
    )) // prettier-ignore
  test('regular expressions', () =>
    expectSame([
      ...['abc', 'a|ab', '^b', 'b$', '(b)(c)', '[[:alpha:]]+', '\\\\w+', '\\\\d', '\\\\mfoo\\\\M', '[^a]', 'a{2}', 'a{2,}', '(?i)ABC', 'a.c', '(a', 'a)', '[a', '*a', 'a**', '\\\\', '(?:ab)+', '(?=b)', 'x?', '[]a]', '[a-', '(\\\\w)\\\\1', '***=a.c', '\\\\y', '\\\\Aab', 'c\\\\Z', '{', 'a{1', 'a{2,1}', '[z-a]', '[[:foo:]]', '\\\\S\\\\s', '()', 'a||b', '[\\\\d-]', '[[:<:]]foo'].flatMap(pattern =>
        ['abcab', 'foo bar aa11', ''].map(text => `'${text}' ~ E'${pattern}'`),
      ),
      `substring('foobar' , 'o(.)b')`, `substring('foobar', 'o.b')`, `substring('foobar', 'z')`, `substring('XY1234Z', 'Y*([0-9]{1,3})')`, `substring('XY1234Z', 'Y*?([0-9]{1,3})')`, `substring('abcabd', '(a|ab)(c|bcd)')`, `substring('foobarbaz', 'o+|o+b.*')`,
      `substring('abc', '(?:a|ab)(?:c|bcd)?')`, `substring('xaaay', 'a+?')`, `substring('xaaay', 'a+?y')`, `substring('aaa bbb', '(\\w+?)\\s')`, `substring('abcd', 'a|abc|abcd')`, `substring('foo', '(x)?foo')`,
      `substring('abcdefg', 'a#"(b_d)#"%', '#')`, `substring('abcdefg', '#"(b_d)#"%', '#')`, `substring('abcdefg', '%#"(b_d)#"%', '#')`, `substring('abcdefg', 'a*#"%#"g*', '#')`, `substring('abcdefg', 'a#"%#"x|g', '#')`, `substring('abcdefg', 'a#"%|ab#"g', '#')`, `substring('abcdefg', 'a*#"%#"g*#"x', '#')`, `substring('abcdefg', 'c#"%', '#')`,
      `'abc' ~* 'AB'`, `'abc' !~ 'b'`, `'abc' !~* 'B'`, `similar_to_escape('a%_b')`, `similar_to_escape('a%', 'xx')`, `'abc' ~ similar_to_escape('a(b|c)%')`, `'abc' ~ similar_to_escape('_b_')`, `'a.c' ~ similar_to_escape('a.c')`, `'abc' ~ similar_to_escape('a.c')`, `'a%' ~ similar_to_escape('a#%', '#')`,
    ])) // prettier-ignore
  test('regexp functions', () =>
    expectSame([
      `regexp_replace('foobarbaz', 'b..', 'X')`, `regexp_replace('foobarbaz', 'b..', 'X', 'g')`, `regexp_replace('foobarbaz', 'b(..)', 'X\\1Y', 'g')`, `regexp_replace('abc', 'b', '\\&\\&\\\\')`, `regexp_replace('ABC', 'b', 'x', 'i')`, `regexp_replace('abc', 'b*', 'X', 'g')`, `regexp_replace('aaa', '', '-', 'g')`,
      `regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 0, 'i')`, `regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 3, 'i')`, `regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 9)`, `regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', -1, 0, 'i')`, `regexp_replace('a', 'a', 'X', '1')`, `regexp_replace('a', 'a', 'X', 1, -1)`, `regexp_replace(E'a\\nb', 'a.b', 'x')`, `regexp_replace(E'a\\nb', '^b', 'x', 'n')`, `regexp_replace('abc', 'b', 'x', 'z')`,
      `regexp_match('foobarbequebaz', 'bar.*que')`, `regexp_match('foobarbequebaz', '(bar)(beque)')`, `regexp_match('abc', 'z')`, `regexp_match('abc', '(x)?b')`, `regexp_match('a', 'a', 'g')`, `regexp_count('123123123123', '123')`, `regexp_count('123123123123', '123', 3)`, `regexp_count('abcabc', 'ABC', 1, 'i')`, `regexp_count('abc', 'b', -3)`, `regexp_count('abc', '')`, `regexp_count('abc', 'b', 1, 'g')`,
      `regexp_instr('abcabcabc', 'a.c')`, `regexp_instr('abcabcabc', 'a.c', 2)`, `regexp_instr('abcabcabc', 'a.c', 1, 3)`, `regexp_instr('abcabcabc', 'a.c', 1, 4)`, `regexp_instr('abcabcabc', 'A.C', 1, 2, 0, 'i')`, `regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 0, 'i', 2)`, `regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 1, 'i', 4)`, `regexp_instr('abc', 'b', 0)`, `regexp_instr('abc', 'b', 1, 0)`, `regexp_instr('abc', 'b', 1, 1, 2)`, `regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 1, 'i', 5)`,
      `regexp_like('Steven', '^Ste(v|ph)en$')`, `regexp_like('abc', 'B', 'i')`, `regexp_like('abc', 'a', 'g')`, `regexp_substr('abcabcabc', 'a.c', 2, 2)`, `regexp_substr('1234567890', '(123)(4(56)(78))', 1, 1, 'i', 3)`, `regexp_substr('abc', 'z')`, `regexp_split_to_array('the quick brown', '\\s+')`, `regexp_split_to_array('abc', '')`, `regexp_split_to_array('abc', 'x')`, `regexp_split_to_array('aXbxc', 'x', 'i')`, `regexp_split_to_array('abc', 'a')`, `regexp_split_to_array('abc', 'c')`, `regexp_split_to_array('abc', 'b', 'g')`, `regexp_split_to_array('aaaa', 'a*')`,
    ])) // prettier-ignore
  test('set-returning ones', async () => {
    const calls = [
      `regexp_matches('foobarbequebaz', 'b(.)', 'g')`, `regexp_matches('abc', 'z')`, `regexp_matches('abcabc', 'b')`, `regexp_matches('abc', 'b*', 'g')`, `regexp_split_to_table('a1b2c', '\\d')`, `regexp_split_to_table('abc', '')`, `string_to_table('a,b,,c', ',')`, `string_to_table('a,b', ',', 'b')`, `string_to_table('abc', null)`, `string_to_table('', ',')`, `string_to_table(null, ',')`,
    ] // prettier-ignore
    await expectSameRows(calls)
  })
})
