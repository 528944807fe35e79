/** The words that every page of the desk may use: no sentence of the desk stands anywhere but in a catalogue. */
import { texts } from '../lib/i18n.svelte'
import en from './desk.en.json'

export { numbersIn as locale } from '../lib/i18n.svelte'

export const shared = en
export const { t } = texts(shared)
