/** The words of these pages, beside those that every page of the desk may use. */
import { texts } from '../../lib/i18n.svelte'
import { shared } from '../words'
import en from './thread.en.json'

export { locale } from '../words'
export const { t } = texts({ ...shared, ...en })
