import { describe, expect, it } from 'vitest'
import type { Message, Sent, Thread } from '../../lib/wire'
import { joined, Order, withSent } from './order'

const message = (seq: number): Message => ({ id: `m${seq}`, seq }) as Message
const thread = (from: number, to: number, before: number | null = null): Thread =>
  ({ thread: 't', messages: Array.from({ length: to - from + 1 }, (_, i) => message(from + i)), ask: null, next_before_seq: before }) as unknown as Thread
const sent = (seq: number): Sent => ({ message: message(seq), ask: { id: `a${seq}` }, reads: null }) as unknown as Sent
const seqs = (of: Thread): number[] => of.messages.map(({ seq }) => seq)

describe('looks at a thread and messages on their way', () => {
  it('keep a message that arrived while an older look was on its way', () => {
    const order = new Order()
    const began = order.begin()
    order.sent('t', sent(4))
    expect(order.isNewest('t', began)).toBe(true)
    const shown = withSent(joined(thread(1, 4), thread(1, 3)), order.sentSince('t', began))
    expect(seqs(shown)).toEqual([1, 2, 3, 4])
    expect(shown.ask?.id).toBe('a4')
  })

  it('show a message once that the look knows already', () => {
    const order = new Order()
    const began = order.begin()
    order.sent('t', sent(4))
    const look = thread(1, 4)
    expect(withSent(look, order.sentSince('t', began))).toBe(look)
  })

  it('leave out what arrived before the look began: what it does not show was taken away', () => {
    const order = new Order()
    order.sent('t', sent(4))
    const began = order.begin()
    expect(seqs(withSent(thread(1, 3), order.sentSince('t', began)))).toEqual([1, 2, 3])
  })

  it('keep the newer of two looks, whichever answers last', () => {
    const order = new Order()
    const [first, second] = [order.begin(), order.begin()]
    expect(order.isNewest('t', second)).toBe(true)
    expect(order.isNewest('t', first)).toBe(false)
    expect(order.isNewest('another', first)).toBe(true)
  })

  it('forget everything when the phone locks', () => {
    const order = new Order()
    const began = order.begin()
    order.sent('t', sent(4))
    order.forget()
    expect(order.sentSince('t', began)).toEqual([])
  })

  it('put the newest page behind the older ones, and never with a gap', () => {
    expect(seqs(joined(thread(1, 6, null), thread(4, 8, 4)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(joined(thread(1, 6, null), thread(4, 8, 4)).next_before_seq).toBeNull()
    expect(seqs(joined(thread(1, 3), thread(5, 8, 5)))).toEqual([5, 6, 7, 8])
  })
})
