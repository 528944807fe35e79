/**
 * Looks at a thread and messages on their way overtake each other. A look that began before a message arrived does not know
 * it, whenever its answer comes: it must not take the child's words off the screen again.
 */
import type { Sent, Thread } from '../../lib/wire'

/** Which look is the newest on the screen, and what arrived since a look began. */
export class Order {
  #moment = 0
  #shown = new Map<string, number>()
  #sent = new Map<string, { at: number; what: Sent }[]>()

  /** A look begins; answers its moment. */
  begin(): number {
    return ++this.#moment
  }

  /** Whether no look that began later is on the screen; it is from now on. */
  isNewest(thread: string, began: number): boolean {
    if ((this.#shown.get(thread) ?? 0) > began) return false
    this.#shown.set(thread, began)
    return true
  }

  /** The server has a message. */
  sent(thread: string, what: Sent): void {
    const earlier = (this.#sent.get(thread) ?? []).slice(-50)
    this.#sent.set(thread, [...earlier, { at: ++this.#moment, what }])
  }

  /** What arrived after a look began, oldest first. */
  sentSince(thread: string, began: number): Sent[] {
    return (this.#sent.get(thread) ?? []).filter(({ at }) => at > began).map(({ what }) => what)
  }

  /** The phone locks. */
  forget(): void {
    this.#shown.clear()
    this.#sent.clear()
  }
}

/** The newest page behind the older pages that are on the screen, without a gap. */
export function joined(old: Thread, fresh: Thread): Thread {
  const first = fresh.messages[0]?.seq
  const last = old.messages.at(-1)?.seq
  if (first === undefined || last === undefined || first > last + 1) return fresh
  const earlier = old.messages.filter((message) => message.seq < first)
  return { ...fresh, messages: [...earlier, ...fresh.messages], next_before_seq: earlier.length ? old.next_before_seq : fresh.next_before_seq }
}

/** A look, with what arrived since it began: messages that it does not show yet, and what they were an answer to. */
export function withSent(look: Thread, since: Sent[]): Thread {
  const missing = since.filter(({ message }) => !look.messages.some(({ id }) => id === message.id))
  const last = missing.at(-1)
  if (!last) return look
  const messages = [...look.messages, ...missing.map(({ message }) => message)]
  return { ...look, messages, ask: last.ask ?? look.ask, reads: last.reads }
}
