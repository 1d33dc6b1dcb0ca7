// The order desk's schema as migrations, run in order on every device; the first to arrive makes them on the server.
// A migration that was released is never edited: what comes later is the next one.

export const migrations = [
  {
    id: '001-order-desk',
    sql: `
      CREATE TABLE customers (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        company text NOT NULL,
        email text NOT NULL,
        city text NOT NULL,
        country text NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE products (
        id uuid PRIMARY KEY,
        sku text NOT NULL,
        name text NOT NULL,
        category text NOT NULL,
        price numeric(10,2) NOT NULL CHECK (price >= 0),
        stock int NOT NULL
      );
      CREATE TABLE orders (
        id uuid PRIMARY KEY,
        number int NOT NULL,
        customer_id uuid NOT NULL REFERENCES customers,
        status text NOT NULL CHECK (status IN ('pending', 'paid', 'packed', 'shipped', 'delivered', 'cancelled')),
        priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high')),
        note text NOT NULL DEFAULT '',
        total numeric(12,2) NOT NULL,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE TABLE order_lines (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
        product_id uuid NOT NULL REFERENCES products,
        quantity int NOT NULL CHECK (quantity > 0),
        unit_price numeric(10,2) NOT NULL
      );
      CREATE INDEX orders_status_placed_at ON orders (status, placed_at);
      CREATE INDEX orders_customer_id ON orders (customer_id);
      CREATE INDEX orders_placed_at ON orders (placed_at);
      CREATE INDEX order_lines_order_id ON order_lines (order_id);
      CREATE INDEX order_lines_product_id ON order_lines (product_id);
    `,
  },
  {
    // The board reads its pages off these. With the id at the end an order is total, and no row is on two pages.
    id: '002-orders-in-order',
    sql: `
      DROP INDEX orders_status_placed_at;
      DROP INDEX orders_placed_at;
      CREATE INDEX orders_in_time ON orders (placed_at, id);
      CREATE INDEX orders_by_status ON orders (status, placed_at, id);
      CREATE INDEX orders_by_total ON orders (total, id);
    `,
  },
] as const
