/** The words of the rights pages, and how the server's own words read. */
import { texts } from '../../lib/i18n.svelte'
import en from './rights.en.json'

export { numbersIn as locale } from '../../lib/i18n.svelte'
export const { t } = texts(en)

const has = (key: string): key is keyof typeof en => key in en

/** A word of a closed list as people read it; a word that has no sentence yet reads as it is written. */
export function plain(word: string): string {
  const key = `word.${word}`
  if (has(key)) return t(key)
  const text = word.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a step of a reason found, as people read it: `homeless: yes` → “Has no home, or may lose it? yes”; its days by `day`. */
export function found(rule: string, text: string, day: (on: string) => string): string {
  return inWords(rule, text).replace(/\d{4}-\d{2}-\d{2}/g, day)
}

function inWords(rule: string, text: string): string {
  const [first = '', ...rest] = text.split(rule === 'need' ? ': ' : ' ')
  if (rule === 'need') return `${plain(first)} ${rest.join(': ')}`
  if (rule === 'class') return plain(text)
  if (rule === 'state') return [plain(first), ...rest].join(' ')
  if (rule === 'amount') return `£${text}`
  return text
}
