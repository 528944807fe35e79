/** The words of the money pages, and pounds as the office writes them. */
import { dateInWords } from '../../lib/days'
import { numbersIn, texts } from '../../lib/i18n.svelte'
import en from './money.en.json'

export const { t } = texts(en)

/** "£1,234.50", from the server's decimal string: no arithmetic is done with it. */
export function pounds(amount: string): string {
  const [whole = '0', pence = '00'] = amount.replace('-', '').split('.')
  return `${amount.startsWith('-') ? '−' : ''}£${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${pence.padEnd(2, '0')}`
}

/** The sum of amounts, counted in whole pence. */
export function sumOf(amounts: readonly string[]): string {
  const pence = amounts.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n)
  const digits = (pence < 0n ? -pence : pence).toString().padStart(3, '0')
  return `${pence < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** "22 Nov 2026". */
export const shortDay = (day: string): string => {
  // A formatter is dear to make, and a page of rows asks for hundreds of days.
  const language = numbersIn()
  if (days?.language !== language) days = { language, format: new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }) }
  return days.format.format(new Date(`${day}T12:00:00Z`))
}
let days: { language: string; format: Intl.DateTimeFormat } | undefined

/** "November 2026". */
export const monthOf = (day: string): string =>
  new Intl.DateTimeFormat(numbersIn(), { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${day}T12:00:00Z`))

/** "Sunday 22 November 2026". */
export const longDay = (day: string): string => dateInWords(day, numbersIn())
