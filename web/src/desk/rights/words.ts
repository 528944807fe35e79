/** The words of the rights pages, and how the server's own words read. */
import { texts } from '../../lib/i18n.svelte'
import en from './rights.en.json'

export { numbersIn as locale } from '../../lib/i18n.svelte'
export const { t } = texts(en)

/** A word of a closed list as people read it: `needs_assessment_done` → “Needs assessment done”. */
export function plain(word: string): string {
  const text = word.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
