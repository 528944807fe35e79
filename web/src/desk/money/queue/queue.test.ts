import { afterEach, expect, test, vi } from 'vitest'
import { Queue, actOf, likely } from './queue.svelte'
import * as server from './server'
import { ApiError } from '../../../lib/api'
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

vi.mock('./server', async (original) => ({ ...(await original<typeof server>()), listQueue: vi.fn(), decideLine: vi.fn(), weighLine: vi.fn() }))
afterEach(() => vi.clearAllMocks())

/** A queue of two rows, and the server's answers to what is decided, which come when the test lets them. */
async function twoRows() {
  const rows = ['one', 'two'].map((id) => ({ ...line('X04'), line: id, may_be: [] }) as Line)
  vi.mocked(server.listQueue).mockResolvedValue({ items: rows, files: {}, waiting: [], next_after: null })
  const answers: { id: string; what: string; undoes: unknown; take: () => void; refuse: () => void }[] = []
  vi.mocked(server.decideLine).mockImplementation((id, _decision, body) => new Promise((take, refuse) => {
    answers.push({ id, what: body.what, undoes: 'undoes' in body && body.undoes, take: () => take(undefined as never), refuse: () => refuse(new ApiError(409, 'decided_already', 'A colleague has decided this row.')) })
  }))
  const queue = new Queue()
  await queue.load()
  return { queue, answers, rows }
}
const soon = () => new Promise((done) => setTimeout(done))
const park = { what: 'park', reason: 'Waiting for the carer' } as const

test('an undo that is pressed before the server has answered waits for the decision and undoes that one', async () => {
  const { queue, answers, rows } = await twoRows()
  void queue.decide(rows[0]!, park)
  const undone = queue.undo('A mistake')
  await soon()
  expect(answers.map((one) => one.what)).toEqual(['park'])
  answers[0]!.take()
  await soon()
  expect(answers.map((one) => [one.id, one.what])).toEqual([['one', 'park'], ['one', 'undo']])
  answers[1]!.take()
  expect(await undone).toBe(true)
  expect(queue.lines.map((one) => one.line)).toEqual(['one', 'two'])
  expect(queue.canUndo).toBe(false)
})

test('an undo of a decision that is refused in the meantime undoes nothing that was decided before', async () => {
  const { queue, answers, rows } = await twoRows()
  void queue.decide(rows[0]!, park)
  await soon()
  answers[0]!.take()
  await soon()
  void queue.decide(rows[1]!, park)
  const undone = queue.undo('A mistake')
  await soon()
  answers[1]!.refuse()
  expect(await undone).toBe(false)
  expect(answers.map((one) => one.what)).toEqual(['park', 'park'])
  expect(queue.lines.map((one) => one.line)).toEqual(['two'])
  expect(queue.problem).toBe('A colleague has decided this row.')
  expect(queue.canUndo).toBe(true)
})

test('every text of these pages is used', () => {
  const sources = Object.values(import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true })).join('\n')
  const made = [...sources.matchAll(/t\(`([\w.]+\.)\$\{/g)].map((found) => found[1] ?? '')
  const unused = [codes, files, exceptions, queue].flatMap((texts) => Object.keys(texts)).filter((key) => !sources.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)))
  expect(unused).toEqual([])
})
