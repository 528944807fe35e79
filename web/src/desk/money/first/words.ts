/** The words of the first week, of today's page and of weeks that have not come. */
import { texts } from '../../../lib/i18n.svelte'
import en from './first.en.json'

export const { t } = texts(en)
