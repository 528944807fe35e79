/** The words of these pages. */
import { texts } from '../../../lib/i18n.svelte'
import en from './files.en.json'

export { longDay, monthOf, pounds, shortDay, sumOf } from '../words'
export const { t } = texts(en)
