import { describe, expect, it } from 'vitest'
import type { Ask, Message } from '../../lib/wire'
import { asksIfRight, askWords, firstName, initials, messageState } from './states'

const ask = (change: Partial<Ask> = {}): Ask => ({
  id: 'a', kind: 'chat', opened_at: '2026-11-24T10:00:00Z', opened_by_message: 'm1', first_seq: 5, answer_by: '2026-11-26', first_answer_by: '2026-11-26',
  state: 'open', passed_on_to: null, closed_at: null, closed_how: null, outcome: null, decided_by: null, decision_on: null, child_says: null, ...change,
})
const message = (seq: number, change: Partial<Message> = {}): Message => ({
  id: `m${seq}`, thread: 't', seq, author: { kind: 'child', staff: null, name: null, mine: true }, written_down_by: null, channel: 'app', kind: 'chat', purpose: 'message',
  text: 'hi', hidden: null, topics: [], in_reply_to: null, written_with: null, language: null, said_at: '2026-11-24T10:00:00Z', phone_at: null, received_at: '2026-11-24T10:00:00Z',
  device_confirmed: true, seen: [], ...change,
})
const fromSam = (seq: number, purpose: Message['purpose'] = 'message'): Message => message(seq, { author: { kind: 'staff', staff: 's', name: 'Sam Okoro', mine: false }, purpose })
const seen = [{ name: 'Sam Okoro', at: '2026-11-24T11:00:00Z' }]

describe('the state of a message', () => {
  it('is sent, then seen with the day, then replied', () => {
    expect(messageState(message(5), [], ask(), '2026-11-25')).toEqual({ key: 'state.sent', values: {} })
    expect(messageState(message(5, { seen }), [], ask(), '2026-11-25')).toEqual({ key: 'state.seen_due', values: { name: 'Sam', day: 'day:2026-11-26' } })
    expect(messageState(message(5, { seen }), [fromSam(6)], ask({ state: 'answered' }), '2026-11-25')).toEqual({ key: 'state.replied', values: { name: 'Sam' } })
  })

  it('names no day where no answer is due', () => {
    expect(messageState(message(4, { seen }), [], ask(), '2026-11-25').key).toBe('state.seen')
    expect(messageState(message(5, { seen }), [], ask({ state: 'late' }), '2026-11-27').key).toBe('state.seen')
    expect(messageState(message(5, { seen }), [], null, '2026-11-25').key).toBe('state.seen')
  })

  it('does not take a quick reply or a goodbye for an answer', () => {
    expect(messageState(message(5, { seen }), [fromSam(6, 'quick_reply'), fromSam(7, 'goodbye')], ask(), '2026-11-25').key).toBe('state.seen_due')
  })
})

describe('the line about the answer', () => {
  it('says the day, and owns up when it was missed', () => {
    expect(askWords(ask(), '2026-11-25')).toEqual({ key: 'ask.open', values: { day: 'day:2026-11-26' } })
    expect(askWords(ask(), '2026-11-26')?.key).toBe('ask.open')
    expect(askWords(ask({ state: 'late' }), '2026-11-27')).toEqual({ key: 'ask.late', values: { said: 'day:2026-11-26' } })
    expect(askWords(ask({ state: 'passed_on', passed_on_to: 'Jo Bell', answer_by: '2026-11-30' }), '2026-11-27')).toEqual({
      key: 'ask.late_passed_on',
      values: { said: 'day:2026-11-26', name: 'Jo', day: 'day:2026-11-30' },
    })
  })

  it('owns up a second time when that day has passed as well', () => {
    expect(askWords(ask({ state: 'passed_on', passed_on_to: 'Jo Bell', answer_by: '2026-11-30' }), '2026-12-01')).toEqual({
      key: 'ask.late_again',
      values: { said: 'day:2026-11-26', name: 'Jo', day: 'day:2026-11-30' },
    })
  })

  it('owns up even when the phone has not heard from the server since', () => {
    expect(askWords(ask(), '2026-11-27')?.key).toBe('ask.late')
  })

  it('blames nobody when it was passed on before the day', () => {
    expect(askWords(ask({ state: 'passed_on', passed_on_to: 'Jo Bell' }), '2026-11-25')?.key).toBe('ask.passed_on')
  })

  it('is silent when nothing is due, and asks whether a written-down answer is right', () => {
    expect(askWords(null, '2026-11-25')).toBeNull()
    expect(askWords(ask({ state: 'answered', closed_how: 'message' }), '2026-11-25')).toBeNull()
    expect(asksIfRight(ask({ state: 'answered', closed_how: 'call' }))).toBe(true)
    expect(asksIfRight(ask({ state: 'answered', closed_how: 'message' }))).toBe(false)
    expect(asksIfRight(ask({ state: 'answered', closed_how: 'visit', child_says: 'right' }))).toBe(false)
    expect(asksIfRight(ask({ state: 'open' }))).toBe(false)
  })
})

describe('names', () => {
  it('are what a worker is called', () => {
    expect(['Sam Okoro', 'Okoro, Sam', 'Ms Sam Okoro', 'Dr Ali', 'Sam', '李 明'].map(firstName)).toEqual(['Sam', 'Sam', 'Sam', 'Dr Ali', 'Sam', '李'])
    expect(['Sam Okoro', 'Ms Ana de Souza', 'Sam', 'łukasz'].map(initials)).toEqual(['SO', 'AS', 'S', 'Ł'])
  })
})
