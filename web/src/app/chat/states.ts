/** What the child reads about a message and about an answer that is due: words instead of ticks. Pure. */
import { daysBetween } from '../../lib/days'
import type { Ask, Message } from '../../lib/wire'

/** A sentence of the catalogue with its values; a value that begins with `day:` is a day to be put in words. */
export interface Words {
  key: string
  values: Record<string, string>
}

/** The name that a worker goes by: "Okoro, Sam" and "Ms Sam Okoro" are Sam. */
export function firstName(name: string): string {
  const given = name.includes(',') ? name.slice(name.indexOf(',') + 1) : name
  const parts = given.trim().split(/\s+/)
  const titled = /^(mr|mrs|ms|miss|mx|dr|prof)\.?$/i.test(parts[0] ?? '')
  return (titled && parts.length > 2 ? parts[1] : titled ? parts.join(' ') : parts[0]) || name
}

/** Up to two letters for the round picture of a person. */
export function initials(name: string): string {
  const parts = name.replace(/^(mr|mrs|ms|miss|mx|dr|prof)\.?\s/i, '').trim().split(/\s+/)
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : parts
  return letters.map((part) => [...(part ?? '')][0]?.toUpperCase() ?? '').join('')
}

/** The state of one of the child's own messages: Sent → Sam has seen this, answer due Thursday → Sam replied. */
export function messageState(message: Message, later: readonly Message[], ask: Ask | null, today: string): Words {
  const reply = later.find(({ author, purpose }) => author.kind === 'staff' && (purpose === 'message' || purpose === 'outcome'))
  if (reply?.author.name) return { key: 'state.replied', values: { name: firstName(reply.author.name) } }
  const seen = message.seen[0]
  if (!seen) return { key: 'state.sent', values: {} }
  const name = firstName(seen.name)
  const due = ask?.state === 'open' && message.seq >= ask.first_seq && daysBetween(today, ask.answer_by) >= 0
  return due ? { key: 'state.seen_due', values: { name, day: `day:${ask.answer_by}` } } : { key: 'state.seen', values: { name } }
}

/** What is said about the answer that a thread waits for. */
export function askWords(ask: Ask | null, today: string): Words | null {
  if (!ask || ask.state === 'answered') return null
  const by = `day:${ask.answer_by}`
  const said = `day:${ask.first_answer_by}`
  const missed = daysBetween(ask.first_answer_by, today) > 0
  if (ask.state === 'passed_on' && ask.passed_on_to) {
    const name = firstName(ask.passed_on_to)
    if (missed && daysBetween(ask.answer_by, today) > 0) return { key: 'ask.late_again', values: { said, name, day: by } }
    return missed ? { key: 'ask.late_passed_on', values: { said, name, day: by } } : { key: 'ask.passed_on', values: { name, day: by } }
  }
  if (ask.state === 'late' || missed) return { key: 'ask.late', values: { said } }
  return { key: ask.kind === 'decision' ? 'ask.decision' : 'ask.open', values: { day: by } }
}

/** Whether the child is to be asked if what was written down as the answer is right. */
export function asksIfRight(ask: Ask | null): boolean {
  return ask?.state === 'answered' && ask.child_says === null && ask.closed_how !== null && ask.closed_how !== 'message'
}
