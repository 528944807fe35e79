import { texts } from '../../lib/i18n.svelte'
import en from './money.en.json'

export const { t } = texts(en)
