/** The words of these pages. */
import { texts } from '../../../lib/i18n.svelte'
import en from './exceptions.en.json'

export { longDay, monthOf, pounds, shortDay, sumOf } from '../words'
export const { t } = texts(en)
