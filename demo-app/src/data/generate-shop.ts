// A shop's data from a seed: the same seed gives the same customers, products, orders and lines, byte for byte.
// Shapes are those of a real desk: few countries make most orders, recent orders are open, old ones are done.

export interface Customer {
  readonly id: string
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  readonly country: string
  readonly createdAt: string
}

export interface Product {
  readonly id: string
  readonly sku: string
  readonly name: string
  readonly category: string
  readonly price: string
  readonly stock: number
}

export interface Order {
  readonly id: string
  readonly number: number
  readonly customerId: string
  readonly status: string
  readonly priority: string
  readonly note: string
  readonly total: string
  readonly placedAt: string
  readonly updatedAt: string
  readonly lines: readonly OrderLine[]
}

export interface OrderLine {
  readonly id: string
  readonly productId: string
  readonly quantity: number
  readonly unitPrice: string
}

export interface Shop {
  readonly customers: readonly Customer[]
  readonly products: readonly Product[]
  readonly orders: readonly Order[]
}

export interface ShopSize {
  readonly customers: number
  readonly products: number
  readonly orders: number
  /** The newest order is placed shortly before this moment, ms since 1970. */
  readonly untilMs: number
}

const firstNames =
  'Ada Ben Carla Dmitri Elena Farid Greta Hugo Ines Jonas Keiko Lena Marco Nadia Olaf Priya Quentin Rosa Samir Tilda Uma Viktor Wanda Xenia Yusuf Zoe'.split(
    ' ',
  )
const lastNames =
  'Abbott Bauer Costa Dubois Eriksen Fischer Garcia Haas Ivanov Jansen Kowalski Lindqvist Moreau Novak Okafor Patel Quinn Rossi Schmidt Tanaka Ueda Vogel Weber Xu Young Zimmermann'.split(
    ' ',
  )
const companies =
  'Northwind Alpenglow Bluebird Copperfield Driftwood Evergreen Foxglove Granite Harbour Ironwood Juniper Kestrel Lakeside Meridian Nightingale Oakridge Pinecrest Quarry Riverstone Summit Thistle Upland Violet Westbrook'.split(
    ' ',
  )
const suffixes = ['Studio', 'Supply', 'Kitchen', 'Books', 'Outdoors', 'Interiors', 'Coffee', 'Workshop', 'Market', 'Goods']
const cities: readonly (readonly [string, string])[] = [
  ['Berlin', 'Germany'], ['Hamburg', 'Germany'], ['Munich', 'Germany'], ['Vienna', 'Austria'], ['Zurich', 'Switzerland'], ['Paris', 'France'],
  ['Lyon', 'France'], ['Amsterdam', 'Netherlands'], ['Copenhagen', 'Denmark'], ['Stockholm', 'Sweden'], ['Oslo', 'Norway'], ['London', 'United Kingdom'],
  ['Lisbon', 'Portugal'], ['Madrid', 'Spain'], ['Milan', 'Italy'], ['Warsaw', 'Poland'], ['Prague', 'Czechia'], ['Tokyo', 'Japan'],
] // prettier-ignore
const productNouns: readonly (readonly [string, readonly string[], number])[] = [
  ['Kitchen', ['Chef knife', 'Cutting board', 'Cast-iron pan', 'Kettle', 'Spice mill', 'Mixing bowl'], 48],
  ['Office', ['Desk lamp', 'Notebook', 'Fountain pen', 'Desk mat', 'Monitor stand', 'Filing tray'], 35],
  ['Outdoor', ['Camp stove', 'Trail bottle', 'Headlamp', 'Dry bag', 'Folding chair', 'Picnic blanket'], 60],
  ['Textiles', ['Linen throw', 'Tea towel', 'Wool cushion', 'Bath sheet', 'Table runner', 'Apron'], 30],
  ['Lighting', ['Pendant lamp', 'Floor lamp', 'Candle holder', 'String light', 'Reading light', 'Lantern'], 85],
]
const finishes = ['Oak', 'Slate', 'Sand', 'Moss', 'Indigo', 'Copper', 'Chalk', 'Rust']
const notes = [
  'Leave at the back door',
  'Gift wrap, please',
  'Call before delivery',
  'Invoice to head office',
  'Fragile',
  'Second delivery attempt',
]
const dayMs = 24 * 3600 * 1000

/** Uniform in [0, 1); mulberry32. */
type Chance = () => number

function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

const pick = <Item>(chance: Chance, items: readonly Item[]): Item => items[Math.floor(chance() * items.length)]

/** Low numbers are likelier: a few customers and products make most of the trade. */
const skewed = (chance: Chance, count: number): number => Math.floor(chance() ** 2 * count)

function uuidFrom(chance: Chance): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16))
  hex[12] = '4'
  hex[16] = '89ab'[Math.floor(chance() * 4)]
  const text = hex.join('')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/** A UUID of version 7: rows of one time lie together, so that the newest orders are on a few pages of the table and not on many. */
function timedUuidFrom(chance: Chance, ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${uuidFrom(chance).slice(15)}`
}

const money = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

/** All of a shop's data. */
export function generateShop(seed: number, size: ShopSize): Shop {
  const chance = chanceFrom(seed)
  const customers = Array.from({ length: size.customers }, (_, i) => makeCustomer(chance, i, size.untilMs))
  const products = Array.from({ length: size.products }, (_, i) => makeProduct(chance, i))
  const orders = Array.from({ length: size.orders }, (_, i) => makeOrder(chance, i, size, customers, products))
  return { customers, products, orders }
}

function makeCustomer(chance: Chance, i: number, untilMs: number): Customer {
  const [first, last] = [pick(chance, firstNames), pick(chance, lastNames)]
  const [city, country] = cities[skewed(chance, cities.length)]
  const company = `${companies[i % companies.length]} ${suffixes[Math.floor(i / companies.length) % suffixes.length]}`
  const host = company.toLowerCase().replaceAll(' ', '-')
  const createdAt = new Date(untilMs - Math.floor((200 + chance() * 900) * dayMs)).toISOString()
  return {
    id: uuidFrom(chance),
    name: `${first} ${last}`,
    company,
    email: `${first}.${last}@${host}.example`.toLowerCase(),
    city,
    country,
    createdAt,
  }
}

function makeProduct(chance: Chance, i: number): Product {
  const [category, nouns, base] = productNouns[i % productNouns.length]
  const noun = nouns[Math.floor(i / productNouns.length) % nouns.length]
  const finish = finishes[Math.floor(i / (productNouns.length * 6)) % finishes.length]
  const cents = Math.round((base * (0.4 + chance() * 1.8) * 100) / 10) * 10
  const sku = `${category.slice(0, 3).toUpperCase()}-${String(1000 + i)}`
  return {
    id: uuidFrom(chance),
    sku,
    name: `${noun}, ${finish.toLowerCase()}`,
    category,
    price: money(cents),
    stock: Math.floor(chance() * 240),
  }
}

function statusAt(chance: Chance, ageDays: number): string {
  const roll = chance()
  if (roll < 0.03) return 'cancelled'
  if (ageDays > 14) return 'delivered'
  if (ageDays > 6) return roll < 0.7 ? 'delivered' : 'shipped'
  if (ageDays > 2) return roll < 0.5 ? 'shipped' : 'packed'
  return roll < 0.45 ? 'pending' : roll < 0.8 ? 'paid' : 'packed'
}

function makeOrder(chance: Chance, i: number, size: ShopSize, customers: readonly Customer[], products: readonly Product[]): Order {
  // Oldest first; trade grows over the year.
  const ageDays = 365 * (1 - Math.sqrt((i + chance()) / size.orders))
  const placedMs = size.untilMs - Math.floor(ageDays * dayMs)
  const lines: OrderLine[] = []
  let cents = 0
  for (let count = 1 + Math.floor(chance() ** 2 * 6); count > 0; count--) {
    const product = products[skewed(chance, products.length)]
    const quantity = 1 + Math.floor(chance() ** 3 * 9)
    cents += Math.round(Number(product.price) * 100) * quantity
    lines.push({ id: timedUuidFrom(chance, placedMs), productId: product.id, quantity, unitPrice: product.price })
  }
  const roll = chance()
  return {
    id: timedUuidFrom(chance, placedMs),
    number: 10_001 + i,
    customerId: customers[skewed(chance, customers.length)].id,
    status: statusAt(chance, ageDays),
    priority: roll < 0.08 ? 'high' : roll < 0.2 ? 'low' : 'normal',
    note: chance() < 0.12 ? pick(chance, notes) : '',
    total: money(cents),
    placedAt: new Date(placedMs).toISOString(),
    updatedAt: new Date(Math.min(size.untilMs, placedMs + Math.floor(chance() * 2 * dayMs))).toISOString(),
    lines,
  }
}
