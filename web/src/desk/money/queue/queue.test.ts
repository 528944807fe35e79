import { expect, test } from 'vitest'
import { actOf, likely } from './queue.svelte'
import codes from '../codes.en.json'
import files from '../files/files.en.json'
import exceptions from '../exceptions/exceptions.en.json'
import queue from './queue.en.json'
import type { Line } from './server'

const child = { child: 'c', reference: 'C1', known_as: 'Ama', born_on: '2011-05-04' }
const line = (code: Line['code']): Line => ({ code, child: null, may_be: [{ child, score: 70, reasons: [] }] }) as unknown as Line

test('letters, arrows and figures do what the list of keys says, and nothing else does anything', () => {
  expect(['j', 'ArrowDown', 'k', 'ArrowUp', 'a', 's', 'r', 'x', 'p', 'u', '?'].map(actOf)).toEqual(
    ['next', 'next', 'before', 'before', 'accept', 'split', 'reassign', 'reject', 'park', 'undo', 'help'])
  expect(actOf('3')).toBe(3)
  expect(['q', 'Enter', 'Tab', '9', ' '].map(actOf)).toEqual([null, null, null, null, null])
})

test('nobody is chosen beforehand where two fit or the row contradicts itself', () => {
  expect(likely(line('X05'))).toBe(child)
  expect(likely(line('X06'))).toBeUndefined()
  expect(likely(line('X07'))).toBeUndefined()
})

test('every text of these pages is used', () => {
  const sources = Object.values(import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true })).join('\n')
  const made = [...sources.matchAll(/t\(`([\w.]+\.)\$\{/g)].map((found) => found[1] ?? '')
  const unused = [codes, files, exceptions, queue].flatMap((texts) => Object.keys(texts)).filter((key) => !sources.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)))
  expect(unused).toEqual([])
})
