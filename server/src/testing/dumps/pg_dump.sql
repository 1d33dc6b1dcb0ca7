--
-- PostgreSQL database dump
--

\restrict 0kWmTzvVYr2XjbU8mVYkbyAJGfGCPJ6Q1Xh8m9LkO9iUv3nq7pYh3fP3jYt0GmN

-- Dumped from database version 15.8 (Debian 15.8-0+deb12u1)
-- Dumped by pg_dump version 15.8 (Debian 15.8-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: order_status; Type: TYPE; Schema: public; Owner: shop
--

CREATE TYPE public.order_status AS ENUM (
    'new',
    'paid',
    'sent'
);


ALTER TYPE public.order_status OWNER TO shop;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: customers; Type: TABLE; Schema: public; Owner: shop
--

CREATE TABLE public.customers (
    id integer NOT NULL,
    name character varying(80) NOT NULL,
    email text,
    balance numeric(12,2) DEFAULT 0.00 NOT NULL,
    vip boolean DEFAULT false NOT NULL,
    photo bytea,
    tags text[],
    profile jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT customers_balance_check CHECK ((balance >= (0)::numeric))
);


ALTER TABLE public.customers OWNER TO shop;

--
-- Name: TABLE customers; Type: COMMENT; Schema: public; Owner: shop
--

COMMENT ON TABLE public.customers IS 'Who buys; isn''t it';


--
-- Name: customers_id_seq; Type: SEQUENCE; Schema: public; Owner: shop
--

CREATE SEQUENCE public.customers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.customers_id_seq OWNER TO shop;

--
-- Name: customers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: shop
--

ALTER SEQUENCE public.customers_id_seq OWNED BY public.customers.id;


--
-- Name: orders; Type: TABLE; Schema: public; Owner: shop
--

CREATE TABLE public.orders (
    id bigint NOT NULL,
    customer_id integer NOT NULL,
    status public.order_status DEFAULT 'new'::public.order_status NOT NULL,
    note text,
    placed date NOT NULL
);


ALTER TABLE public.orders OWNER TO shop;

--
-- Name: orders_id_seq; Type: SEQUENCE; Schema: public; Owner: shop
--

ALTER TABLE public.orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.orders_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: open_orders; Type: VIEW; Schema: public; Owner: shop
--

CREATE VIEW public.open_orders AS
 SELECT orders.id,
    customers.name
   FROM (public.orders
     JOIN public.customers ON ((customers.id = orders.customer_id)))
  WHERE (orders.status <> 'sent'::public.order_status);


ALTER TABLE public.open_orders OWNER TO shop;

--
-- Name: customers id; Type: DEFAULT; Schema: public; Owner: shop
--

ALTER TABLE ONLY public.customers ALTER COLUMN id SET DEFAULT nextval('public.customers_id_seq'::regclass);


--
-- Data for Name: customers; Type: TABLE DATA; Schema: public; Owner: shop
--

COPY public.customers (id, name, email, balance, vip, photo, tags, profile, created_at) FROM stdin;
1	Ada Lovelace	ada@example.com	12.50	t	\\x00ff10	{math,"first, of all"}	{"age": 36, "note": "tab\\there"}	1815-12-10 00:00:00+00
2	Grace "Amazing" Hopper	\N	0.00	f	\N	\N	\N	2024-02-29 10:00:00.5+00
3	O'Brien\tTab\nNewline\\Backslash		7.00	f	\N	{}	[]	2024-03-01 00:00:00+00
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: shop
--

COPY public.orders (id, customer_id, status, note, placed) FROM stdin;
9007199254740993	1	sent	Grüße — 日本	2024-01-01
2	2	new	\N	2024-01-02
\.


--
-- Name: customers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop
--

SELECT pg_catalog.setval('public.customers_id_seq', 3, true);


--
-- Name: orders_id_seq; Type: SEQUENCE SET; Schema: public; Owner: shop
--

SELECT pg_catalog.setval('public.orders_id_seq', 2, true);


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: public; Owner: shop
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: shop
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: customers_email_idx; Type: INDEX; Schema: public; Owner: shop
--

CREATE UNIQUE INDEX customers_email_idx ON public.customers USING btree (email);


--
-- Name: orders_customer_idx; Type: INDEX; Schema: public; Owner: shop
--

CREATE INDEX orders_customer_idx ON public.orders USING btree (customer_id, placed DESC);


--
-- Name: orders orders_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: shop
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--

\unrestrict 0kWmTzvVYr2XjbU8mVYkbyAJGfGCPJ6Q1Xh8m9LkO9iUv3nq7pYh3fP3jYt0GmN

