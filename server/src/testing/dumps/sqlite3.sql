PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  balance REAL DEFAULT 0,
  photo BLOB,
  "created at" DATETIME DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO customers VALUES(1,'Ada Lovelace','ada@example.com',12.5,X'00ff10','2024-01-01 00:00:00');
INSERT INTO customers VALUES(2,'Grace "Amazing" Hopper',NULL,0.0,NULL,'2024-02-29 10:00:00');
INSERT INTO customers VALUES(3,'O''Brien',replace('two\nlines','\n',char(10)),7.0,NULL,NULL);
CREATE TABLE IF NOT EXISTS "orders" (
	"id"	INTEGER NOT NULL,
	[customer_id]	INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
	`total`	NUMERIC(10,2),
	"placed"	DATE NOT NULL DEFAULT (date('now')),
	PRIMARY KEY("id")
);
INSERT INTO orders VALUES(1,1,1500,'2024-01-01');
INSERT INTO orders VALUES(2,3,NULL,'2024-01-02');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('customers',3);
CREATE INDEX by_customer ON orders (customer_id);
CREATE VIEW open_orders AS SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id;
COMMIT;
