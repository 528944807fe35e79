/** The words of the books' pages, and sums counted in whole pence. */
import { texts } from '../../../lib/i18n.svelte'
import en from './books.en.json'

export { longDay, monthOf, pounds, shortDay, sumOf } from '../words'
export const { t } = texts(en)

/** What one amount is more than another. */
export function less(amount: string, other: string): string {
  const pence = BigInt(amount.replace('.', '')) - BigInt(other.replace('.', ''))
  const digits = (pence < 0n ? -pence : pence).toString().padStart(3, '0')
  return `${pence < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
