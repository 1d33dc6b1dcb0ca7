// Dumps of mysqldump and phpMyAdmin.

import { describe, expect, it } from 'vitest'
import { dumpSummary } from '../../testing/dump-summary.ts'

/** `~` stands for the backtick. */
const q = (sql: string): string => sql.replaceAll('~', '`')

const dump = q(String.raw`-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS ~Users~;
CREATE TABLE ~Users~ (
  ~id~ int unsigned NOT NULL AUTO_INCREMENT,
  ~user~ varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL COMMENT 'it''s; a "name"',
  ~kind~ enum('a','b\'c') NOT NULL DEFAULT 'a',
  ~active~ tinyint(1) DEFAULT '1',
  ~small~ tinyint NOT NULL,
  ~flags~ bit(1) NOT NULL DEFAULT b'0',
  ~mask~ bit(4) DEFAULT b'101',
  ~created~ timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  ~at~ datetime(6) DEFAULT current_timestamp(6),
  ~seen~ datetime DEFAULT current_timestamp(),
  ~price~ decimal(10,2) unsigned DEFAULT '0.00',
  ~big~ bigint(20) unsigned DEFAULT NULL,
  ~doc~ json DEFAULT NULL,
  ~raw~ longblob,
  ~tags~ set('x','y') DEFAULT NULL,
  ~next~ bigint GENERATED ALWAYS AS (~id~ + 1) STORED,
  PRIMARY KEY (~id~),
  UNIQUE KEY ~u_user~ (~user~),
  UNIQUE KEY ~u_pre~ (~user~(10),~kind~),
  KEY ~i~ (~kind~,~active~ DESC) USING BTREE COMMENT 'c',
  FULLTEXT KEY ~ft~ (~user~),
  CONSTRAINT ~fk~ FOREIGN KEY (~kind~) REFERENCES ~Kinds~ (~code~) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT ~c~ CHECK (((~id~ > 0) and (~kind~ <> 'z') or ~active~ = 1)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='x';
LOCK TABLES ~Users~ WRITE;
/*!40000 ALTER TABLE ~Users~ DISABLE KEYS */;
INSERT INTO ~Users~ (~id~,~user~,~kind~,~active~,~small~,~flags~,~mask~,~created~,~at~,~price~,~big~,~doc~,~raw~) VALUES (1,'a\'b\\n\n;--','a',1,-5,b'1',b'101','2024-01-02 03:04:05','0000-00-00 00:00:00',1.50,18446744073709551615,'{\"a\": \"\\n\"}',0x00FF),(2,'it''s',"b'c",0,7,0x01,NULL,'2024-01-02 03:04:05',NULL,-1.5e3,NULL,NULL,_binary 'a\0b');
/*!40000 ALTER TABLE ~Users~ ENABLE KEYS */;
UNLOCK TABLES;
`)

describe('mysqldump', () => {
  it('becomes tables, indexes and rows', async () => {
    expect(await dumpSummary(dump, 'mysql')).toEqual([
      'skipped: SET',
      'skipped: SET',
      'drop table users if exists',
      'table users',
      '  id bigint not null identity',
      '  user character varying(50)',
      "  kind text check (kind IN ('a', 'b''c')) not null default 'a'",
      '  active boolean default true',
      '  small smallint not null',
      '  flags boolean not null default false',
      "  mask bit varying(4) default B'101'",
      '  created timestamp(0) with time zone not null default CURRENT_TIMESTAMP',
      '  at timestamp(6) default CURRENT_TIMESTAMP(6)',
      '  seen timestamp(0) default CURRENT_TIMESTAMP',
      "  price numeric(10, 2) default '0.00'",
      '  big numeric(20, 0)',
      '  doc jsonb',
      '  raw bytea',
      '  tags text',
      '  next bigint generated (id + 1)',
      '  primary key (id)',
      '  unique u_user (user)',
      '  foreign key fk (kind) references kinds (code) on delete cascade on update set null',
      "  check c (((id > 0) AND (kind <> 'z')) OR (active = true))",
      'unique index u_pre on users (left("user", 10), kind)',
      'index i on users (kind, active desc)',
      'lost: ON UPDATE CURRENT_TIMESTAMP of column "created"',
      'lost: FULLTEXT index',
      'skipped: LOCK',
      'skipped: ALTER TABLE',
      `INSERT INTO users (id, "user", kind, active, small, flags, mask, created, at, price, big, doc, raw) VALUES ` +
        `(1, 'a''b\\n\n;--', 'a', true, -5, true, B'101', '2024-01-02 03:04:05+00', NULL, 1.50, 18446744073709551615, '{"a": "\\n"}', bytea '\\x00ff'), ` +
        `(2, 'it''s', 'b''c', false, 7, true, NULL, '2024-01-02 03:04:05+00', NULL, -1.5e3, NULL, NULL, bytea '\\x610062')`,
      'skipped: ALTER TABLE',
      'skipped: UNLOCK',
      "SELECT setval('users_id_seq', 41)",
    ])
  })

  it('keeps names as written on request', async () => {
    expect(await dumpSummary(q('CREATE TABLE ~Users~ (~userId~ int, ~Name~ text)'), 'mysql', { nameCase: 'keep' })).toEqual([
      'table Users',
      '  userId integer',
      '  Name text',
    ])
  })

  it('gives indexes of one name in two tables two names', async () => {
    const lines = await dumpSummary(
      q('CREATE TABLE a (x int, KEY ~i~ (x)); CREATE TABLE b (x int, KEY ~i~ (x), UNIQUE KEY ~a~ (x));'),
      'mysql',
    )
    expect(lines.filter(line => /index|unique/.test(line))).toEqual(['index i on a (x)', '  unique b_a (x)', 'index b_i on b (x)'])
  })

  it('reads views, whose statement stands in comments', async () => {
    const view = q(
      '/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=~root~@~localhost~ SQL SECURITY DEFINER */\n/*!50001 VIEW ~v~ AS select ~t~.~id~ AS ~Id~,ifnull(~n~,\'x\') AS ~n~ from ~t~ where ((~id~ = 1) or (~id~ = 2)) && ~n~ like "a%" */;',
    )
    expect(await dumpSummary(view, 'mysql')).toEqual([
      `view v: SELECT t.id AS id, coalesce(n, 'x') AS n FROM t WHERE ((id = 1) OR (id = 2)) AND (n ILIKE 'a%')`,
    ])
  })

  it('is refused or listed where it has triggers', async () => {
    const trigger =
      'DELIMITER ;;\nCREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END ;;\nDELIMITER ;\nDROP TABLE t;'
    await expect(dumpSummary(trigger, 'mysql')).rejects.toThrow('feature not supported: CREATE TRIGGER in a dump')
    expect(await dumpSummary(trigger, 'mysql', { untranslatable: 'list' })).toEqual([
      'lost: feature not supported: CREATE TRIGGER in a dump',
      'drop table t',
    ])
  })

  it('reads many rows in linear time', { timeout: 30_000 }, async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `(${i},'name ${i}',${i % 2})`).join(',')
    const lines = await dumpSummary(
      q(`CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, n varchar(20), b tinyint(1)); INSERT INTO ~t~ VALUES ${rows};`),
      'mysql',
    )
    expect(lines[lines.length - 1]).toBe("SELECT setval('t_id_seq', 19999)")
  })
})

describe('phpMyAdmin', () => {
  it('adds keys and AUTO_INCREMENT after the rows', async () => {
    const script = q(`SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
      START TRANSACTION;
      CREATE TABLE ~t~ (~id~ int(11) NOT NULL, ~x~ text) ENGINE=InnoDB;
      INSERT INTO ~t~ (~id~, ~x~) VALUES (3, 'a'), (9, 'b');
      ALTER TABLE ~t~ ADD PRIMARY KEY (~id~), ADD KEY ~k~ (~x~(20));
      ALTER TABLE ~t~ MODIFY ~id~ int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=10;
      COMMIT;`)
    expect(await dumpSummary(script, 'mysql')).toEqual([
      'skipped: SET',
      'skipped: START',
      'table t',
      '  id integer not null',
      '  x text',
      "INSERT INTO t (id, x) VALUES (3, 'a'), (9, 'b')",
      'alter t: add primary key (id)',
      'index k on t (x)',
      'alter t: id set not null',
      'alter t: id add identity',
      'skipped: COMMIT',
      "SELECT setval('t_id_seq', 9)",
    ])
  })
})

describe('what only MySQL can say goes through node-sql-parser', () => {
  it.each([
    [
      'SELECT a FROM t WHERE a = 1 OR b = 2 AND c = 3 LIMIT 5, 10',
      'SELECT a FROM t WHERE (a = 1) OR ((b = 2) AND (c = 3)) LIMIT 10 OFFSET 5',
    ],
    [
      'SELECT a FROM t WHERE (a = 1 OR b = 2) AND c = 3 LIMIT 5, 10',
      'SELECT a FROM t WHERE ((a = 1) OR (b = 2)) AND (c = 3) LIMIT 10 OFFSET 5',
    ],
    [
      'SELECT a FROM t WHERE NOT (a = 1 OR b = 2) AND c LIMIT 1, 1',
      'SELECT a FROM t WHERE (NOT ((a = 1) OR (b = 2))) AND c LIMIT 1 OFFSET 1',
    ],
    [
      'SELECT a FROM t WHERE a BETWEEN 1 AND 2 AND x = 3 OR NOT b = c LIMIT 1, 1',
      'SELECT a FROM t WHERE ((a BETWEEN 1 AND 2) AND (x = 3)) OR (NOT (b = c)) LIMIT 1 OFFSET 1',
    ],
    ['SELECT a + b * c - d DIV 2 FROM t', 'SELECT (a + (b * c)) - div(d, 2) FROM t'],
    [
      "SELECT GROUP_CONCAT(DISTINCT ~User Id~ ORDER BY id DESC SEPARATOR ';') AS ~All~ FROM ~T~ GROUP BY k WITH ROLLUP",
      `SELECT string_agg(DISTINCT "user id"::text, ';' ORDER BY id DESC) AS "all" FROM t GROUP BY ROLLUP (k)`,
    ],
    [
      'SELECT NOW() + INTERVAL 1 DAY, date_add(d, INTERVAL n MONTH)',
      "SELECT CURRENT_TIMESTAMP + (1 * interval '1 day'), d + (n * interval '1 month')",
    ],
    [
      "SELECT a FROM t LEFT JOIN u USING (id) JOIN v ON t.x = v.x WHERE a REGEXP '^a\\\\d' OR a IS NOT NULL",
      `SELECT a FROM t LEFT JOIN u USING (id) JOIN v ON t.x = v.x WHERE (a ~* '^a\\d') OR (a IS NOT NULL)`,
    ],
    [
      'SELECT a FROM t UNION ALL SELECT b DIV 1 FROM u ORDER BY 1 LIMIT 3',
      '(SELECT a FROM t) UNION ALL (SELECT div(b, 1) FROM u) ORDER BY 1 LIMIT 3',
    ],
    [
      "SELECT CASE a WHEN 1 THEN 'x' ELSE b DIV 2 END, CAST(a AS SIGNED), a IN (1, 2), (SELECT max(b) FROM u), EXISTS (SELECT 1) FROM t",
      `SELECT CASE a WHEN 1 THEN 'x' ELSE div(b, 2) END, a::bigint, a IN (1, 2), (SELECT max(b) FROM u), EXISTS (SELECT 1) FROM t`,
    ],
    ['SELECT a XOR b, a DIV 1 FROM t', 'SELECT a <> b, div(a, 1) FROM t'],
  ])('%s', async (sql, expected) => {
    expect(await dumpSummary(q(`CREATE VIEW v AS ${sql}`), 'mysql')).toEqual([`view v: ${expected}`])
  })

  it.each(['SELECT a FROM t WHERE MATCH (a) AGAINST (b IN BOOLEAN MODE) AND', 'SELECT @x := 1 DIV 2'])(
    'and is refused where that cannot read it: %s',
    async sql => {
      await expect(dumpSummary(`CREATE VIEW v AS ${sql}`, 'mysql')).rejects.toThrow('feature not supported')
    },
  )
})
