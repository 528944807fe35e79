/**
 * Days and times as a worker reads them, beside what both entries share: near days also in the past, short dates, and the
 * London wall clock of a form. Pure: the day of today comes in as an argument.
 */
import { dayOf, daysBetween, timeInWords } from '../lib/days'

/** A day some days later. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** “Thursday”. */
export function weekday(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(new Date(`${day}T12:00:00Z`))
}

/** “Thu 12 Jun”; with the year when it is not this one. */
export function shortDay(day: string, today: string, locale: string): string {
  const another = day.slice(0, 4) !== today.slice(0, 4)
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', ...(another && { year: 'numeric' }) })
    .format(new Date(`${day}T12:00:00Z`)).replace(',', '')
}

/** “12 June 2026”: a day long ago, of which nobody asks the weekday. */
export function date(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(`${day}T12:00:00Z`))
}

/** A day within a week by its weekday, any other by its date. */
export function nearDay(day: string, today: string, locale: string): string {
  return Math.abs(daysBetween(today, day)) < 7 ? weekday(day, locale) : shortDay(day, today, locale)
}

/** The time when it was today, else the day. */
export function shortWhen(instant: string, today: string, locale: string): string {
  const day = dayOf(instant)
  return day === today ? timeInWords(instant, locale) : shortDay(day, today, locale)
}

/** Day and time: “Thu 12 Jun 14:05”. */
export function longWhen(instant: string, today: string, locale: string): string {
  return `${shortDay(dayOf(instant), today, locale)} ${timeInWords(instant, locale)}`
}

/** What `<input type="datetime-local">` holds for an instant, in London time. */
export function localInput(instant: Date): string {
  return `${dayOf(instant)}T${timeInWords(instant, 'en-GB')}`
}

/** The instant of a London wall-clock time as `<input type="datetime-local">` gives it, or null when it is none. */
export function fromLocalInput(value: string): string | null {
  const guess = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? Date.parse(`${value.slice(0, 16)}:00Z`) : NaN
  if (Number.isNaN(guess)) return null
  const offset = (at: number): number => Date.parse(`${localInput(new Date(at))}:00Z`) - at
  // London is an hour ahead of UTC for part of the year: the offset at the guess, then once more at what it gives.
  return new Date(guess - offset(guess - offset(guess))).toISOString()
}
