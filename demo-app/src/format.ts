// How numbers, money and times are shown everywhere in the demo.

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
const wholeMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
const shortMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', notation: 'compact', maximumFractionDigits: 1 })
const count = new Intl.NumberFormat('en')
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const dayAndYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const moment = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** Exact decimals arrive as text. */
export const printMoney = (amount: string | number): string => money.format(Number(amount))
export const printWholeMoney = (amount: string | number): string => wholeMoney.format(Number(amount))
export const printShortMoney = (amount: number): string => shortMoney.format(amount)
export const printCount = (value: number): string => count.format(value)
export const printDay = (date: Date): string => (date.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(date)
export const printMoment = (date: Date): string => moment.format(date)
