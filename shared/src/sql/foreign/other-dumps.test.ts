// Dumps of SQLite (.dump) and scripts of SQL Server Management Studio.

import { describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { dumpSummary } from '../../testing/dump-summary.ts'
import type { ForeignDialect } from './adapt-dump.ts'

describe('a dump of SQLite', () => {
  it('becomes tables, indexes and rows', async () => {
    const dump = String.raw`PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "Us""ers" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  [my col] TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s',
  ${'`'}b${'`'},
  c BLOB,
  d VARCHAR(10) UNIQUE,
  e REAL CHECK (e > 0 or e is null and d = 'x'),
  f INT REFERENCES p(x) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  flag BOOLEAN DEFAULT 0,
  made DATETIME DEFAULT CURRENT_TIMESTAMP,
  at DATETIME DEFAULT (datetime('now')),
  user TEXT DEFAULT "Hello",
  price DECIMAL(10,2), u UNSIGNED BIG INT, dp DOUBLE PRECISION, nc NATIVE CHARACTER(70), g INTEGER GENERATED ALWAYS AS (f + 1) STORED,
  UNIQUE (c, d), CONSTRAINT fk FOREIGN KEY (d) REFERENCES q (y)
) WITHOUT ROWID, STRICT;
INSERT INTO "Us""ers" VALUES(1,'it''s; \n','x',X'0A0b','d',1.5,-2,1,1700000000000,'2024-01-01 00:00:00','u',1,2,3,'n',4);
INSERT INTO "Us""ers" VALUES(2,replace('a\nb','\n',char(10)),5,NULL,unistr('\u0041\000a'),1e10,NULL,0,1700000000,NULL,NULL,9.99,0,0.5,NULL,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('Us"ers',17);
CREATE TABLE t(id integer not null primary key,a,"c d" int);
INSERT INTO t VALUES(5,1,2);
CREATE INDEX "i" ON t (a, "c d" COLLATE NOCASE DESC) WHERE a > 1;
CREATE UNIQUE INDEX j ON t (lower(a));
COMMIT;`
    expect(await dumpSummary(dump, 'sqlite')).toEqual([
      'skipped: PRAGMA',
      'skipped: BEGIN',
      'table us"ers',
      '  id bigint primary key identity',
      "  my col text not null default 'it''s'",
      '  b text',
      '  c bytea',
      '  d text unique',
      "  e double precision check ((e > 0) OR ((e IS NULL) AND (d = 'x')))",
      '  f bigint references p (x) on delete cascade',
      '  flag boolean default false',
      '  made timestamp default CURRENT_TIMESTAMP',
      '  at timestamp default LOCALTIMESTAMP',
      "  user text default 'Hello'",
      '  price numeric',
      '  u bigint',
      '  dp double precision',
      '  nc text',
      '  g bigint generated (f + 1)',
      '  unique (c, d)',
      '  foreign key fk (d) references q (y) on delete no action on update no action',
      'lost: COLLATE NOCASE of column "my col"',
      `INSERT INTO "us""ers" VALUES (1, 'it''s; \\n', 'x', bytea '\\x0a0b', 'd', 1.5, -2, true, '2023-11-14 22:13:20.000', '2024-01-01 00:00:00', 'u', 1, 2, 3, 'n', 4)`,
      `INSERT INTO "us""ers" VALUES (2, 'a\nb', '5', NULL, 'A\n', 1e10, NULL, false, '2023-11-14 22:13:20.000', NULL, NULL, 9.99, 0, 0.5, NULL, NULL)`,
      'skipped: sqlite_sequence',
      'skipped: sqlite_sequence',
      'table t',
      '  id bigint not null primary key identity',
      '  a text',
      '  c d bigint',
      "INSERT INTO t VALUES (5, '1', 2)",
      'index i on t (a, "c d" desc) where a > 1',
      'unique index j on t (lower(a))',
      'skipped: COMMIT',
      `SELECT setval('"us""ers_id_seq"', 17)`,
      "SELECT setval('t_id_seq', 5)",
    ])
  })

  it.each([
    [
      `SELECT a || '-' || b AS x FROM t CROSS JOIN u WHERE a LIKE 'x%' OR b == 2 AND c`,
      `SELECT (a || '-') || b AS x FROM t CROSS JOIN u WHERE (a ILIKE 'x%') OR ((b = 2) AND c)`,
    ],
    ['SELECT a FROM "T" NATURAL JOIN [u v]', 'SELECT a FROM t NATURAL JOIN "u v"'],
    [`SELECT a FROM t WHERE p = 'C:\\new' OR b AND c LIMIT 5, 2`, `SELECT a FROM t WHERE (p = 'C:\\new') OR (b AND c) LIMIT 2 OFFSET 5`],
    [
      'SELECT ifnull(a, 0), substr(b, 2), iif(a, 1, 2) FROM t',
      'SELECT coalesce(a, 0), substring(b, 2), CASE WHEN a THEN 1 ELSE 2 END FROM t',
    ],
  ])('has views: %s', async (sql, expected) => {
    expect(await dumpSummary(`CREATE VIEW v AS ${sql};`, 'sqlite')).toEqual([`view v: ${expected}`])
  })

  it('keeps the body of a trigger together', async () => {
    const trigger = 'CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; SELECT CASE WHEN 1 THEN 2 END; END; DROP TABLE t;'
    expect(await dumpSummary(trigger, 'sqlite', { untranslatable: 'list' })).toEqual([
      'lost: feature not supported: CREATE TRIGGER in a dump',
      'drop table t',
    ])
  })
})

describe('a script of SQL Server', () => {
  it('becomes tables, indexes and rows', async () => {
    const script = `USE [master]
GO
CREATE DATABASE [Shop]
GO
SET ANSI_NULLS ON
GO
/****** Object:  Table [dbo].[Users] /* nested */ ******/
IF EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'[dbo].[Users]')) DROP TABLE [dbo].[Users]
GO
CREATE TABLE [dbo].[Users](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[User Name] [nvarchar](max) NULL,
	[x] [nvarchar](50) COLLATE Latin1_General_CI_AS NOT NULL DEFAULT (N'a'),
	[d] [datetime2](7) NOT NULL CONSTRAINT [df] DEFAULT (getdate()),
	[b] [bit] NOT NULL,
	[m] [money] NULL,
	[g] [uniqueidentifier] ROWGUIDCOL NOT NULL DEFAULT (newsequentialid()),
	[dt] [datetime] NULL,
	[v] [varbinary](max) NULL,
	[rate] [decimal](18, 4) NULL,
	[o] [datetimeoffset](7) NULL,
 CONSTRAINT [PK_Users] PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)WITH (PAD_INDEX = OFF, IGNORE_DUP_KEY = OFF) ON [PRIMARY],
 CONSTRAINT [UQ] UNIQUE NONCLUSTERED ([x] ASC, [b] DESC)
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE dbo.Orders (id int identity(100, 10) primary key, uid int not null references dbo.Users(Id), note varchar(20) not null unique, check (id > 0))
GO
SET IDENTITY_INSERT [dbo].[Users] ON 

INSERT [dbo].[Users] ([Id], [User Name], [x], [d], [b], [m], [dt], [v], [rate]) VALUES (1, N'it''s
GO
x', N'\\ü', CAST(N'2020-01-01T00:00:00.0000000' AS DateTime2), 1, 1.5000, CAST(N'2020-01-01T10:11:12.130' AS DateTime), 0x0A0B, CAST(1.5000 AS Decimal(18, 4)))
INSERT [dbo].[Users] ([Id], [x], [b], [m], [dt]) VALUES (7, N'y', 0, $2.50, CAST(0x0000A91100A5C1A0 AS DateTime))
SET IDENTITY_INSERT [dbo].[Users] OFF
GO
CREATE NONCLUSTERED INDEX [IX] ON [dbo].[Users] ([x] ASC, [b] DESC) INCLUDE ([m]) WITH (PAD_INDEX = OFF) ON [PRIMARY]
GO
CREATE UNIQUE INDEX IX ON dbo.Orders (uid) WHERE uid IS NOT NULL
GO
ALTER TABLE [dbo].[Orders] ADD  CONSTRAINT [DF_n]  DEFAULT ((0)) FOR [uid]
GO
ALTER TABLE [dbo].[Orders]  WITH CHECK ADD  CONSTRAINT [FK_O] FOREIGN KEY([uid])
REFERENCES [dbo].[Users] ([Id])
ON DELETE CASCADE
GO
ALTER TABLE [dbo].[Orders] CHECK CONSTRAINT [FK_O]
GO
UPDATE dbo.Users
SET b = 1
WHERE Id = 1
DELETE FROM dbo.Orders WHERE id = 5
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'x'
GO
`
    expect(await dumpSummary(script, 'transactsql')).toEqual([
      'skipped: USE',
      'skipped: CREATE DATABASE',
      'skipped: SET',
      'drop table users if exists',
      'table users',
      '  id integer not null identity',
      '  user name text',
      "  x character varying(50) not null default 'a'",
      '  d timestamp(6) not null default LOCALTIMESTAMP',
      '  b boolean not null',
      '  m numeric(19, 4)',
      '  g uuid not null default gen_random_uuid()',
      '  dt timestamp(3)',
      '  v bytea',
      '  rate numeric(18, 4)',
      '  o timestamp(6) with time zone',
      '  primary key pk_users (id)',
      '  unique uq (x, b)',
      'table orders',
      '  id integer primary key identity start 100 increment 10',
      '  uid integer not null references users (id) on delete no action',
      '  note character varying(20) not null unique',
      '  check (id > 0)',
      'skipped: SET',
      `INSERT INTO users (id, "user name", x, d, b, m, dt, v, rate) VALUES (1, 'it''s\nGO\nx', '\\ü', '2020-01-01T00:00:00.0000000'::timestamp(6), true, 1.5000, '2020-01-01T10:11:12.130'::timestamp(3), bytea '\\x0a0b', 1.5000::numeric(18, 4))`,
      `INSERT INTO users (id, x, b, m, dt) VALUES (7, 'y', false, 2.50, '2018-07-02 10:03:30.027')`,
      'skipped: SET',
      'index ix on users (x, b desc)',
      'unique index orders_ix on orders (uid) where uid IS NOT NULL',
      'alter orders: uid set default 0',
      'alter orders: add foreign key fk_o (uid) references users (id) on delete cascade on update no action',
      'skipped: ALTER TABLE',
      'UPDATE users SET b = true WHERE id = 1',
      'DELETE FROM orders WHERE id = 5',
      'skipped: EXEC',
      "SELECT setval('users_id_seq', 7)",
    ])
  })

  it.each([
    [
      `SELECT [Id], [User Name] + ' (' + [x] + ')' AS [Label], isnull([m], 0) AS m FROM [dbo].[Users] WHERE [b] = 1 OR [Id] = 2 AND [x] LIKE 'a%'`,
      `SELECT id, (("user name" || ' (') || x) || ')' AS label, coalesce(m, 0) AS m FROM users WHERE (b = 1) OR ((id = 2) AND (x ILIKE 'a%'))`,
    ],
    [
      `SELECT TOP 10 [Id], n = [x], IIF([b] = 1, 'y', 'n') AS z FROM [dbo].[Users] WITH (NOLOCK) WHERE [b] = 1 OR [Id] = 2 AND [x] = 'q' ORDER BY [Id] DESC`,
      `SELECT id, x AS n, CASE WHEN b = 1 THEN 'y' ELSE 'n' END AS z FROM users WHERE (b = 1) OR ((id = 2) AND (x = 'q')) ORDER BY id DESC LIMIT 10`,
    ],
  ])('has views: %s', async (sql, expected) => {
    expect(await dumpSummary(`CREATE VIEW [dbo].[v] AS\n${sql}\nGO`, 'transactsql')).toEqual([`view v: ${expected}`])
  })

  it('keeps routines together up to GO, and refuses them', async () => {
    const script = 'CREATE PROCEDURE [dbo].[p] AS\nBEGIN\n  SELECT 1;\n  UPDATE t SET a = 1\nEND\nGO\nDROP TABLE t\nGO'
    expect(await dumpSummary(script, 'transactsql', { untranslatable: 'list' })).toEqual([
      'lost: feature not supported: CREATE PROCEDURE in a dump',
      'drop table t',
    ])
    await expect(dumpSummary('EXEC dbo.DeleteEverything', 'transactsql')).rejects.toThrow(SqlError)
  })
})

describe('what cannot be read', () => {
  it.each<[ForeignDialect, string, string]>([
    ['mysql', 'CREATE TABLE t (a geometry)', 'feature not supported: type geometry of MySQL'],
    ['transactsql', 'CREATE TABLE t (a hierarchyid)', 'feature not supported: type hierarchyid of SQL Server'],
    ['transactsql', 'CREATE TABLE t (a int, b AS (a + 1))', 'computed column "b" has no type'],
    ['mysql', 'INSERT INTO t SELECT * FROM u', 'feature not supported: INSERT … SELECT in a dump'],
    ['mysql', "INSERT INTO t VALUES (1, 'x", 'unterminated quoted string'],
    ['mysql', 'SOMETHING else', 'syntax error at or near "SOMETHING"'],
    ['sqlite', 'INSERT OR REPLACE INTO t VALUES (1)', 'feature not supported: INSERT OR REPLACE of SQLite'],
    ['sqlite', 'CREATE TABLE t AS SELECT 1', 'feature not supported: CREATE TABLE without columns in a dump'],
    ['mysql', "INSERT INTO t VALUES (_binary '\ufffd')", 'binary data of the dump is damaged'],
  ])('%s: %s', async (dialect, sql, message) => {
    await expect(dumpSummary(sql, dialect)).rejects.toThrow(message)
  })

  it.each<[ForeignDialect, number]>([
    ['mysql', 1],
    ['sqlite', 2],
    ['transactsql', 3],
  ])('of damaged %s is an error of SQL, seed %i', { timeout: 30_000 }, async (dialect, seed) => {
    const random = seededRandom(seed)
    const words =
      `CREATE TABLE t ( a int NOT NULL DEFAULT 'x' PRIMARY KEY AUTO_INCREMENT , b varchar ( 10 ) ) ; INSERT INTO t VALUES ( 1 , 0x0A , N'x' ) ; ALTER TABLE t ADD KEY k ( a ) ; CREATE VIEW v AS SELECT a FROM t WHERE a = 1 OR b LIMIT 1 , 2 ; /*! */ \`q\` "w" [e] 'r IF EXISTS GO \n DELIMITER ;; BEGIN END CAST ( AS CONSTRAINT REFERENCES UNIQUE IDENTITY CHECK <=> \\ @x $1 #`.split(
        ' ',
      )
    for (let round = 0; round < 1500; round++) {
      const from = random.below(words.length)
      const tokens = words.slice(from, from + random.below(40))
      for (let edits = random.below(5); edits > 0; edits--)
        tokens.splice(random.below(tokens.length + 1), random.below(2), words[random.below(words.length)])
      try {
        await dumpSummary(tokens.join(' '), dialect)
      } catch (error) {
        if (!(error instanceof SqlError)) throw error
      }
    }
  })
})
