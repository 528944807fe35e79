import { describe, expect, test } from 'vitest'
import type { Ask, InboxItem } from '../wire'
import { due, dueNow, flat, grouped, groupOf, lateIn, name } from './order'
import { dueWords } from './say'

const TODAY = '2026-11-24' // a Tuesday

const ask = (answer_by: string, more: Partial<Ask> = {}): Ask => ({
  id: 'a', kind: 'chat', opened_at: '2026-11-20T10:00:00Z', opened_by_message: 'm', first_seq: 1, answer_by, first_answer_by: answer_by,
  state: 'open', passed_on_to: null, closed_at: null, closed_how: null, outcome: null, decided_by: null, decision_on: null, child_says: null, ...more,
})

const row = (known_as: string, of: Ask | null, more: Partial<InboxItem> = {}): InboxItem => ({
  thread: known_as, post: 'social_worker', child: { id: known_as, known_as, reference: `C-${known_as}` }, relation: 'holder', unheld: false, covers: null,
  ask: of, last_message_at: null, last_from: null, unseen: 0, dates_only: false, handover_waiting: false, ...more,
})

const names = (items: InboxItem[]): string[] => items.map((i) => i.thread)

describe('groups', () => {
  test('what was due yesterday is late, what is due today is due today', () => {
    expect(groupOf(row('A', ask('2026-11-23')), TODAY)).toBe('late')
    expect(groupOf(row('A', ask('2026-11-24')), TODAY)).toBe('today')
    expect(groupOf(row('A', ask('2026-11-25')), TODAY)).toBe('later')
    expect(groupOf(row('A', null), TODAY)).toBe('none')
  })

  test('an ask that was passed on stays with the late ones, whatever its new day', () => {
    expect(groupOf(row('A', ask('2026-11-30', { state: 'passed_on' })), TODAY)).toBe('late')
  })

  test('a decision that was announced for a day is due on that day', () => {
    const pending = (decision_on: string) => row('A', ask('2026-11-20', { state: 'answered', closed_how: 'decision_pending', decision_on }))
    expect(groupOf(pending('2026-11-23'), TODAY)).toBe('late')
    expect(groupOf(pending('2026-11-24'), TODAY)).toBe('today')
    expect(groupOf(pending('2026-11-30'), TODAY)).toBe('later')
    expect(names(flat([row('B', ask('2026-11-26')), pending('2026-11-25')], TODAY))).toEqual(['A', 'B'])
  })

  test('an answered ask is not open', () => {
    expect(groupOf(row('A', ask('2026-11-20', { state: 'answered' })), TODAY)).toBe('none')
  })

  test('for a manager a post without a holder stands on top, then what is late', () => {
    const items = [
      row('late', ask('2026-11-20', { state: 'passed_on' }), { relation: 'manager' }),
      row('unheld', ask('2026-11-27'), { relation: 'manager', unheld: true }),
      row('own', ask('2026-11-24')),
    ]
    expect(grouped(items, TODAY).map((g) => g.group)).toEqual(['unheld', 'late', 'today'])
  })

  test('what one only reads as IRO stands by itself at the end, the late ones first', () => {
    const read = (name: string, of: Ask | null) => row(name, of, { relation: 'iro' })
    const items = [read('calm', null), read('later', ask('2026-11-27')), read('late', ask('2026-11-20')), row('own', null)]
    const groups = grouped(items, TODAY)
    expect(groups.map((g) => g.group)).toEqual(['none', 'reads'])
    expect(names(groups[1]?.items ?? [])).toEqual(['late', 'later', 'calm'])
    expect(lateIn(groups[1]?.items ?? [], TODAY)).toBe(1)
    expect(dueNow(items, TODAY)).toBe(0)
  })

  test('an empty group is left out', () => {
    expect(grouped([], TODAY)).toEqual([])
    expect(grouped([row('A', null)], TODAY).map((g) => g.group)).toEqual(['none'])
  })
})

describe('order', () => {
  test('the older day first, a worry before a chat on the same day, the older ask first where both are equal', () => {
    const items = [
      row('chat', ask('2026-11-23')),
      row('worry', ask('2026-11-23', { kind: 'worry' })),
      row('oldest', ask('2026-11-20')),
      row('chat earlier', ask('2026-11-23', { opened_at: '2026-11-19T10:00:00Z' })),
    ]
    expect(names(flat(items, TODAY))).toEqual(['oldest', 'worry', 'chat earlier', 'chat'])
  })

  test('where nothing is open: unseen first, then the newest, then by name', () => {
    const items = [
      row('Zoe', null),
      row('Ann', null),
      row('newer', null, { last_message_at: '2026-11-22T10:00:00Z' }),
      row('older', null, { last_message_at: '2026-11-20T10:00:00Z' }),
      row('unseen', null, { unseen: 1 }),
    ]
    expect(names(flat(items, TODAY))).toEqual(['unseen', 'newer', 'older', 'Ann', 'Zoe'])
  })

  test('the number in the navigation counts late and today, not what one sees by its dates only', () => {
    const items = [row('a', ask('2026-11-20')), row('b', ask(TODAY)), row('c', ask('2026-11-26')), row('d', ask('2026-11-20'), { dates_only: true })]
    expect(dueNow(items, TODAY)).toBe(2)
  })

  test('a child without a known name is called by the council’s number', () => {
    expect(name({ child: { known_as: null, reference: 'C-1' } })).toBe('C-1')
  })
})

describe('the due day in words', () => {
  const words = (of: Ask): string => {
    const when = due(of, TODAY)
    return when ? dueWords(when, TODAY).replace(/[\u2068\u2069]/g, '') : ''
  }

  test.each([
    ['2026-11-24', 'Today'],
    ['2026-11-25', 'Tomorrow'],
    ['2026-11-26', 'Thursday'],
    ['2026-12-01', 'Tue 1 Dec'],
    ['2027-01-04', 'Mon 4 Jan 2027'],
    ['2026-11-20', 'Was due Friday'],
    ['2026-11-13', 'Was due Fri 13 Nov'],
  ])('%s reads “%s”', (day, said) => {
    expect(words(ask(day))).toBe(said)
  })

  test('a passed-on ask says its new day', () => {
    expect(words(ask('2026-11-30', { state: 'passed_on' }))).toBe('Now due Monday')
  })

  test('the server’s word late counts even where this computer’s clock is behind', () => {
    expect(words(ask('2026-11-24', { state: 'late' }))).toBe('Was due Tuesday')
  })
})
