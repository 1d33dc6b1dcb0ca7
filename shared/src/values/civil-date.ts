// Proleptic Gregorian calendar on days since 1970-01-01: years, weeks, Julian days.
import { notSupported } from '../base/errors.ts'
const stub = (): never => {
  throw notSupported('stub')
}
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}
/** Days since 1970-01-01; `year` is astronomical (0 is 1 BC). */
export function daysFromCivil(_year: number, _month: number, _day: number): number {
  return stub()
}
export function civilFromDays(_days: number): CivilDate {
  return stub()
}
export function daysInMonth(_year: number, _month: number): number {
  return stub()
}
export function isLeapYear(_year: number): boolean {
  return stub()
}
/** 0 is Sunday. */
export function dayOfWeek(_days: number): number {
  return stub()
}
export function dayOfYear(_days: number): number {
  return stub()
}
export function isoWeek(_days: number): number {
  return stub()
}
export function isoYear(_days: number): number {
  return stub()
}
/** Days since 1970-01-01 of the Monday of an ISO week. */
export function daysFromIsoWeek(_isoYear: number, _week: number): number {
  return stub()
}
/** Julian day of 1970-01-01. */
export const julianDayOfEpoch = 2440588
