import { nearDay, weekday } from '../days'
import { t, locale } from './words'
import type { Ask, Message } from '../wire'

/**
 * What the child reads about their ask right now, in the words of the child's screen. Pure but for the catalogue.
 */
export function childSees(ask: Ask | null, messages: readonly Message[], today: string): string | null {
  const last = messages.filter((m) => m.author.kind !== 'system').at(-1)
  if (!ask || ask.state === 'answered') {
    if (last?.author.kind === 'staff' && last.author.name) return t('sees.replied', { name: first(last.author.name) })
    return null
  }
  const day = nearDay(ask.answer_by, today, locale())
  if (ask.state === 'passed_on' && ask.passed_on_to) {
    return t(ask.answer_by < today ? 'sees.late_again' : 'sees.passed_on', { said: nearDay(ask.first_answer_by, today, locale()), name: first(ask.passed_on_to), day })
  }
  if (ask.state === 'late' || ask.answer_by < today) return t('sees.late', { day: weekday(ask.answer_by, locale()) })
  return ask.answer_by === today ? t('sees.today') : t('sees.open', { day })
}

/** A first name, as children read it. */
export function first(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
