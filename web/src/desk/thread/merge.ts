import type { Message } from '../wire'

/**
 * Lays a newer page over what is there. Where a stretch between them is missing, only the newer page stays (`joined` is
 * false): a gap that cannot be seen would be worse than fetching again. Pure.
 */
export function merged(there: readonly Message[], newer: readonly Message[]): { messages: Message[]; joined: boolean } {
  const last = there.at(-1)
  const first = newer[0]
  if (!last || !first) return { messages: [...there, ...newer], joined: there.length > 0 }
  if (first.seq > last.seq + 1) return { messages: [...newer], joined: false }
  const bySeq = new Map([...there, ...newer].map((m) => [m.seq, m]))
  return { messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq), joined: true }
}
