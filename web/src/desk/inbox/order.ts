/**
 * The order of the inbox: what is due first stands first. Pure.
 */
import { daysBetween, dayOf } from '../../lib/days'
import type { Ask, InboxItem } from '../wire'

/** The groups, in the order they are shown. */
export const GROUPS = ['unheld', 'late', 'today', 'later', 'none', 'reads'] as const
export type Group = (typeof GROUPS)[number]

/** Which words say when an answer is due. */
export type Due =
  | { word: 'passed' | 'late' | 'later' | 'decision'; day: string; days: number }
  | { word: 'today' | 'tomorrow'; day: string; days: number }

/** A worry before a decision before a chat before good news, where the day is the same. */
const WEIGHT: Record<Ask['kind'], number> = { worry: 0, decision: 1, chat: 2, good_news: 3 }

/** Whether the child was told who decides and when: answered, and still not decided. */
export function isPending(ask: Ask | null): ask is Ask & { decision_on: string } {
  return ask?.state === 'answered' && ask.closed_how === 'decision_pending' && Boolean(ask.decision_on)
}

/** When an open ask is due, in words; null when nothing is open. A decision that was announced is due on its day. */
export function due(ask: Ask | null, today: string): Due | null {
  if (isPending(ask)) return { word: 'decision', day: ask.decision_on, days: daysBetween(today, ask.decision_on) }
  if (!ask || ask.state === 'answered') return null
  const days = daysBetween(today, ask.answer_by)
  const at = { day: ask.answer_by, days }
  if (ask.state === 'passed_on') return { word: 'passed', ...at }
  if (ask.state === 'late' || days < 0) return { word: 'late', ...at }
  if (days === 0) return { word: 'today', ...at }
  return { word: days === 1 ? 'tomorrow' : 'later', ...at }
}

/** The group a row belongs to. */
export function groupOf(item: InboxItem, today: string): Group {
  const when = due(item.ask, today)
  if (item.relation === 'iro') return 'reads'
  if (item.relation === 'manager' && item.unheld) return 'unheld'
  if (!when) return 'none'
  if (isPast(when)) return 'late'
  return when.days === 0 ? 'today' : 'later'
}

/** The inbox in its groups; an empty group is left out. */
export function grouped(items: readonly InboxItem[], today: string): { group: Group; items: InboxItem[] }[] {
  return GROUPS.map((group) => ({
    group,
    items: items.filter((i) => groupOf(i, today) === group).sort(before),
  })).filter((g) => g.items.length > 0)
}

/** Every row in the order it is shown: for j and k. */
export function flat(items: readonly InboxItem[], today: string): InboxItem[] {
  return grouped(items, today).flatMap((g) => g.items)
}

/** How many rows of a group are past their day. */
export function lateIn(items: readonly InboxItem[], today: string): number {
  return items.filter((i) => isPast(due(i.ask, today))).length
}

function isPast(when: Due | null): boolean {
  return when !== null && (when.days < 0 || when.word === 'late' || when.word === 'passed')
}

/** How many rows wait for an answer by the end of today. */
export function dueNow(items: readonly InboxItem[], today: string): number {
  return items.filter((i) => !i.dates_only && ['late', 'today'].includes(groupOf(i, today))).length
}

function before(a: InboxItem, b: InboxItem): number {
  return rank(a) - rank(b) || byAsk(a.ask, b.ask) || b.unseen - a.unseen || newest(b, a) || name(a).localeCompare(name(b))
}

/** What is open before what is not: matters where a group holds both. */
function rank(item: InboxItem): number {
  return dayOfAsk(item.ask) ? 0 : 1
}

function byAsk(a: Ask | null, b: Ask | null): number {
  const [dayA, dayB] = [dayOfAsk(a), dayOfAsk(b)]
  if (!a || !b || !dayA || !dayB) return 0
  return dayA.localeCompare(dayB) || WEIGHT[a.kind] - WEIGHT[b.kind] || a.opened_at.localeCompare(b.opened_at)
}

function dayOfAsk(ask: Ask | null): string | null {
  if (isPending(ask)) return ask.decision_on
  return ask && ask.state !== 'answered' ? ask.answer_by : null
}

function newest(a: InboxItem, b: InboxItem): number {
  return (a.last_message_at ?? '').localeCompare(b.last_message_at ?? '')
}

/** What a child is called in a list: the name they use, else their reference. */
export function name(item: { child: { known_as: string | null; reference: string } }): string {
  return item.child.known_as ?? item.child.reference
}

/** The London day of now. */
export function today(now: Date = new Date()): string {
  return dayOf(now)
}
