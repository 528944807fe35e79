import { texts } from '../../lib/i18n.svelte'
import en from './start.en.json'

/** The words of the start: the lock, the frame, whom to ring. */
export const { t } = texts(en)
