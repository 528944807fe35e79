/** What is wrong, and what columns hold, in the words of the desk. */
import { texts } from '../../lib/i18n.svelte'
import type { components } from '../../lib/schema'
import en from './codes.en.json'

const { t } = texts(en)
type S = components['schemas']

/** "Child not known", with its code. */
export const codeWords = (code: S['Code'] | null | undefined): string => (code ? `${t(`code.${code}`)}${code.startsWith('X') ? ` (${code})` : ''}` : t('code.none'))

/** "Savings of the row". */
export const fieldWords = (field: S['Field']): string => t(`field.${field}`)
