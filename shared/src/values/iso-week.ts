// ISO weeks and days of the year on days since 1970-01-01. Weeks begin on Monday; the first has the fourth of January.

import { civilFromDays, dayOfWeek, daysFromCivil } from './civil-date.ts'

/** 1 is Monday, 7 is Sunday. */
export function isoDayOfWeek(days: number): number {
  return dayOfWeek(days) || 7
}

/** 1 is the first of January. */
export function dayOfYear(days: number): number {
  return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1
}

/** The year that the Thursday of this ISO week is in. */
export function isoYear(days: number): number {
  return civilFromDays(days - isoDayOfWeek(days) + 4).year
}

/** 1 to 53. */
export function isoWeek(days: number): number {
  const thursday = days - isoDayOfWeek(days) + 4
  return Math.floor((thursday - daysFromCivil(civilFromDays(thursday).year, 1, 1)) / 7) + 1
}

/** Days since 1970-01-01 of the Monday of an ISO week: the fourth of January is always in week 1. */
export function daysFromIsoWeek(year: number, week: number): number {
  const fourth = daysFromCivil(year, 1, 4)
  return fourth - isoDayOfWeek(fourth) + 1 + (week - 1) * 7
}
