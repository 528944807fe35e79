/** Days, times and lists as a child reads them. */
import { dayInWords, dayOf, daysBetween, timeInWords } from '../lib/days'
import { numbersIn } from '../lib/i18n.svelte'
import type { Reads } from '../lib/wire'
import { firstName, type Words } from './chat/states'
import { has, t } from './texts/chat'

/** Today, in London. */
export const today = (): string => dayOf(new Date())

/** "today", "tomorrow", "Thursday", "Thursday 10 December": what follows "by". */
export function byDay(day: string): string {
  const gap = daysBetween(today(), day)
  if (gap === 0) return t('when.today')
  if (gap === 1) return t('when.tomorrow')
  return dayInWords(day, today(), numbersIn())
}

/** "today", "tomorrow", "on Thursday". */
export function onDay(day: string): string {
  const gap = daysBetween(today(), day)
  return gap === 0 || gap === 1 ? byDay(day) : t('when.on', { day: byDay(day) })
}

/** A day that has been: "Today", "Yesterday", "Thursday 19 November". */
export function pastDay(day: string): string {
  const gap = daysBetween(day, today())
  if (gap === 0) return t('day.today')
  if (gap === 1) return t('day.yesterday')
  // A weekday alone would be taken for the coming one.
  return dayInWords(day, '0001-01-01', numbersIn()).replace(new RegExp(`,? ${today().slice(0, 4)}$`), '')
}

/** The same inside a sentence: "today", "yesterday", "Thursday 19 November". */
export function pastDayWithin(day: string): string {
  const said = pastDay(day)
  return daysBetween(day, today()) < 2 ? said.toLocaleLowerCase(numbersIn()) : said
}

/** "9am", "9.30am" in English; "09:00" elsewhere. */
export function clock(instant: string): string {
  const time = timeInWords(instant, numbersIn())
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(time) ?? []
  if (!numbersIn().startsWith('en') || !hour || !minute) return time
  const n = Number(hour)
  return `${n % 12 || 12}${minute === '00' ? '' : `.${minute}`}${n < 12 ? 'am' : 'pm'}`
}

/** "on Monday from 9am". */
export function nextRead(reads: Reads): string {
  return t('when.from', { day: onDay(dayOf(reads.next_from)), time: clock(reads.next_from) })
}

/** "Sam’s team", or "The team" where nobody holds the post. */
export function teamOf(holder: string | null | undefined): string {
  return holder ? t('hours.team_of', { name: firstName(holder) }) : t('hours.team')
}

/** A sentence made by a pure rule, with its days put in words. */
export function say(words: Words): string {
  const values = Object.fromEntries(Object.entries(words.values).map(([name, value]) => [name, value.startsWith('day:') ? byDay(value.slice(4)) : value]))
  return has(words.key) ? t(words.key, values) : words.key
}

/** Working days as a span or a list: "Monday to Friday", "Monday, Wednesday, Friday". */
export function workDays(days: readonly string[]): string {
  const order = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const at = days.map((day) => order.indexOf(day.slice(0, 3).toLowerCase())).filter((n) => n >= 0).sort((a, b) => a - b)
  const name = (n: number): string => new Intl.DateTimeFormat(numbersIn(), { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 0, 5 + n)))
  const [first, last] = [at[0], at.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (at.length > 2 && last - first === at.length - 1) return `${name(first)} – ${name(last)}`
  return new Intl.ListFormat(numbersIn(), { type: 'conjunction' }).format(at.map(name))
}
