/** What the server says of a child's money, and how it is put in words. */
import type { Answer } from '../../lib/api'
import { dateInWords } from '../../lib/days'
import { numbersIn } from '../../lib/i18n.svelte'

export type Money = Answer<'/v1/child/money', 'get'>
export type Week = Money['weeks'][number]

/** Pounds as they are said: "£5", "£21.43". The server's amounts are decimal strings. */
export function pounds(amount: string): string {
  const [whole = '0', pence = '00'] = amount.replace('-', '').split('.')
  const value = Number(whole) + Number(pence) / 100
  const round = pence === '00'
  return new Intl.NumberFormat(numbersIn(), { style: 'currency', currency: 'GBP', minimumFractionDigits: round ? 0 : 2, maximumFractionDigits: round ? 0 : 2 }).format(value)
}

/** Whether there is any. */
export const some = (amount: string): boolean => /[1-9]/.test(amount)

/** "Sunday 22 November 2026". */
export const dayText = (day: string): string => dateInWords(day, numbersIn())

/** "March 2025". */
export const monthText = (day: string): string =>
  new Intl.DateTimeFormat(numbersIn(), { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${day}T12:00:00Z`))
