import { texts } from '../../lib/i18n.svelte'
import en from './chat.en.json'
import start from './start.en.json'

const all = { ...start, ...en }

/** The words of the chat, and those of the start. */
export const { t } = texts(all)
/** A key of those words. */
export type ChatKey = keyof typeof all
/** Whether there is a sentence of that name. */
export const has = (key: string): key is ChatKey => key in all
