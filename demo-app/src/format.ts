// How numbers, money and times are shown everywhere in the demo.

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
const wholeMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
const shortMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', notation: 'compact', maximumFractionDigits: 1 })
const count = new Intl.NumberFormat('en')
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short' })
const moment = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** Exact decimals arrive as text. */
export const printMoney = (amount: string | number): string => money.format(Number(amount))
export const printWholeMoney = (amount: string | number): string => wholeMoney.format(Number(amount))
export const printShortMoney = (amount: string | number): string => shortMoney.format(Number(amount))
export const printCount = (value: number): string => count.format(value)
/** `+4.2%`. */
export const printChange = (share: number): string => percent.format(share)
export const printDay = (date: Date): string => (date.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(date)
export const printWeekday = (date: Date): string => weekday.format(date)
export const printMoment = (date: Date): string => moment.format(date)
export const printTime = (date: Date): string => time.format(date)
/** `1 order`, `20,000 orders`. */
export const printAmount = (value: number, one: string, many = `${one}s`): string => `${printCount(value)} ${value === 1 ? one : many}`
