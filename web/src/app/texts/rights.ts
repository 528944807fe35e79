import { texts } from '../../lib/i18n.svelte'
import en from './rights.en.json'

/** The words of the page My rights. */
export const { t } = texts(en)
