import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import en from './rights.en.json'
import { shortDay } from '../days'
import { found as foundOn, plain } from './words'

const found = (rule: string, text: string) => foundOn(rule, text, (on) => shortDay(on, '2028-01-01', 'en-GB'))

const schemas = JSON.parse(readFileSync(new URL('../../../../openapi/sayso.json', import.meta.url), 'utf8')).components.schemas as Record<string, { enum?: string[] }>

test('every word of the server’s closed lists about rights has a sentence', () => {
  const lists = ['Class', 'Certainty', 'Check', 'Need', 'FactKind', 'State'].map((name) => schemas[name]?.enum ?? [])
  expect(lists.every((list) => list.length > 2)).toBe(true)
  expect(lists.flat().filter((word) => !(`word.${word}` in en))).toEqual([])
})

test('a word without a sentence reads as it is written, and a step of a reason reads as words', () => {
  expect(plain('something_new')).toBe('Something new')
  expect(plain('eligible')).toBe('Eligible child')
  expect(found('need', 'homeless: yes')).toBe('Has no home, or may lose it? yes')
  expect(found('state', 'later 2028-11-22')).toBe('Later Wed 22 Nov')
  expect(found('amount', '338.58 from 2026-04-01')).toBe('£338.58 from Wed 1 Apr 2026')
  expect(found('count', '3 nights, 4 days since 14')).toBe('3 nights, 4 days since 14')
})
