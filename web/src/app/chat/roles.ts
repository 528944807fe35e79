import shared from '../../lib/texts/en.json'
import type { SharedKey } from '../../lib/i18n.svelte'
import { t } from '../texts/chat'

/** What a member of staff is employed as, in words. */
export function roleWords(role: string): string {
  const key = `role.${role}`
  return key in shared ? t(key as SharedKey) : role
}
