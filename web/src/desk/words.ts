/** The desk's own words: no sentence of the desk stands anywhere but in its catalogue. */
import { texts } from '../lib/i18n.svelte'
import en from '../lib/texts/desk.en.json'

export { numbersIn as locale } from '../lib/i18n.svelte'

export const { t } = texts(en)
