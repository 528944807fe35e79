/**
 * Days and times in words. Days are London days, as the council counts them; a phone in another zone shows the same day.
 */
const ZONE = 'Europe/London'

/** The London day of an instant, `YYYY-MM-DD`. */
export function dayOf(instant: string | Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant))
}

/** How many days lie between two days (`YYYY-MM-DD`): positive when `to` is later. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** A day as people say it: "Thursday" within the coming week, else "Thursday 3 December", with the year when it is another. */
export function dayInWords(day: string, today: string, language: string): string {
  const gap = daysBetween(today, day)
  const near = gap >= 0 && gap < 7
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    weekday: 'long',
    ...(!near && { day: 'numeric', month: 'long' }),
    ...(day.slice(0, 4) !== today.slice(0, 4) && !near && { year: 'numeric' }),
  }).format(new Date(`${day}T12:00:00Z`))
}

/** A whole date: "Thursday 3 December 2026". */
export function dateInWords(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(`${day}T12:00:00Z`))
}

/** The time of day in London: "16:05". */
export function timeInWords(instant: string | Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant))
}
