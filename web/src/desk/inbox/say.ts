import { nearDay } from '../days'
import { locale, t } from './words'
import type { InboxItem } from '../wire'
import type { Due } from './order'

/** When an answer is due, in words for a row. */
export function dueWords(due: Due, today: string): string {
  if (due.word === 'today' || due.word === 'tomorrow') return t(`due.${due.word}`)
  const word = due.word === 'passed' && due.days < 0 ? 'late' : due.word
  return t(`due.${word}`, { day: nearDay(due.day, today, locale()) })
}

/** For whom one covers and until when. */
export function coverWords(item: InboxItem, today: string): string | null {
  if (item.relation !== 'cover') return null
  if (!item.covers) return t('inbox.you_cover')
  return t('inbox.you_cover_for', { name: item.covers.name, day: nearDay(item.covers.back_on, today, locale()) })
}
