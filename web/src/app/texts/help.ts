import { texts } from '../../lib/i18n.svelte'
import en from './help.en.json'

export const { t } = texts(en)
/** A key of these words. */
export type Key = keyof typeof en
/** Whether there is a sentence of that name. */
export const has = (key: string): key is Key => key in en
