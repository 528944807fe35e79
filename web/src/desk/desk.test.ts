import { expect, test } from 'vitest'
import { byTime, lastDay } from './cover/times'
import { leftOf } from './child/left'
import { takeLink } from './door/link'
import { target } from './inbox/keys'
import { keyBytes } from './me/key'
import { mayOpen, tabsOf } from './nav'
import type { Absence } from './wire'

test('a one-time link is read and taken out of the address', () => {
  const gone: string[] = []
  const history = { replaceState: (_: unknown, __: string, to?: string | URL | null) => void gone.push(String(to)) }
  expect(takeLink({ hash: '#set=abc_DEF-1', pathname: '/desk' }, history)).toEqual({ purpose: 'set', token: 'abc_DEF-1' })
  expect(takeLink({ hash: '#first=abc', pathname: '/desk/' }, history)).toEqual({ purpose: 'first', token: 'abc' })
  expect(takeLink({ hash: '#other', pathname: '/desk/tasks' }, history)).toBeNull()
  expect(gone).toEqual(['/desk/', '/desk/', '/desk/tasks'])
})

test('j and k stop at the ends', () => {
  expect(target('j', -1, 3)).toBe(0)
  expect(target('j', 2, 3)).toBe(2)
  expect(target('k', 0, 3)).toBe(0)
  expect(target('ArrowDown', 0, 3)).toBe(1)
  expect(target('x', 0, 3)).toBeNull()
  expect(target('j', 0, 0)).toBeNull()
})

test('a role opens only its own pages', () => {
  expect(mayOpen('social_worker', { page: 'accounts' })).toEqual({ page: 'inbox' })
  expect(mayOpen('system_administrator', { page: 'thread', id: 'x' })).toEqual({ page: 'accounts' })
  expect(mayOpen('finance_approver', { page: 'child', id: 'x' })).toEqual({ page: 'today' })
  expect(mayOpen('team_manager', { page: 'team' })).toEqual({ page: 'team' })
  expect(tabsOf('social_worker').map((t) => t.page)).not.toContain('team')
})

test('an invitation counts down to the second and then is over', () => {
  expect(leftOf('2026-11-24T10:15:00Z', Date.parse('2026-11-24T10:00:01Z'))).toEqual({ minutes: 14, seconds: 59 })
  expect(leftOf('2026-11-24T10:15:00Z', Date.parse('2026-11-24T10:15:00Z'))).toBeNull()
})

test('one is away until the day before one is back', () => {
  expect(lastDay({ back_on: '2026-12-01' })).toBe('2026-11-30')
})

test('time away that is over or called off is not shown', () => {
  const away = (absence: string, from: string, back_on: string, cancelled = false): Absence =>
    ({ absence, staff: { staff: 's', name: 'Sam', role: 'social_worker', about: null, work_days: [] }, cover: null, from, back_on, cancelled })
  const all = [away('later', '2026-12-20', '2026-12-24'), away('over', '2026-11-20', '2026-11-24'), away('off', '2026-11-24', '2026-11-30', true), away('now', '2026-11-23', '2026-11-25')]
  expect(byTime(all, '2026-11-24').map((a) => a.absence)).toEqual(['now', 'later'])
})

test('the server’s push key is read from base64url', () => {
  expect([...keyBytes('-_8A')]).toEqual([251, 255, 0])
})

const catalogues = import.meta.glob<Record<string, string>>('./**/*.en.json', { import: 'default', eager: true })
const shared = catalogues['./desk.en.json'] ?? {}

test('every text of every catalogue is used', () => {
  const sources = Object.values(import.meta.glob<string>(['./**/*.svelte', './**/*.ts', '!./**/*.test.ts'], { query: '?raw', import: 'default', eager: true })).join('\n')
  // Keys that are put together: `kind.${kind}`.
  const made = [...sources.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map((found) => found[1] ?? '')
  const unused = Object.entries(catalogues).flatMap(([file, texts]) =>
    Object.keys(texts).filter((key) => !sources.includes(`'${key}'`) && !made.some((start) => key.startsWith(start))).map((key) => `${file} ${key}`),
  )
  // The service worker names its two words as fields.
  expect(unused.filter((key) => !key.startsWith('./sw.en.json'))).toEqual([])
})

test('no page has another sentence under the key of one that all pages share', () => {
  const pages = Object.entries(catalogues).filter(([file]) => /^\.\/(accounts|child|cover|door|inbox|me|tasks|team|thread)\//.test(file))
  expect(pages).toHaveLength(9)
  expect(Object.keys(shared)).toContain('save')
  expect(pages.flatMap(([file, texts]) => Object.keys(texts).filter((key) => key in shared).map((key) => `${file} ${key}`))).toEqual([])
})
