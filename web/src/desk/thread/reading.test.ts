import { expect, test } from 'vitest'
import type { Message } from '../wire'
import { merged } from './merge'
import { seenUpTo } from './seen'

const m = (seq: number, text = 'x') => ({ seq, text }) as Message
const seqs = (list: Message[]) => list.map((one) => one.seq)

test('seen is told up to the last message that was on the screen, never over one that was jumped', () => {
  expect(seenUpTo([3, 4, 5], new Set([3, 4, 5]))).toBe(5)
  expect(seenUpTo([3, 4, 5], new Set([3, 5]))).toBe(3)
  expect(seenUpTo([3, 4, 5], new Set([5]))).toBeNull()
  expect(seenUpTo([], new Set([5]))).toBeNull()
})

test('a newer page is laid over what is there', () => {
  const { messages, joined } = merged([m(1), m(2, 'old'), m(3)], [m(2, 'new'), m(3), m(4)])
  expect(seqs(messages)).toEqual([1, 2, 3, 4])
  expect(messages[1]?.text).toBe('new')
  expect(joined).toBe(true)
})

test('over a gap only the newer page stays', () => {
  const { messages, joined } = merged([m(1), m(2)], [m(9), m(10)])
  expect(seqs(messages)).toEqual([9, 10])
  expect(joined).toBe(false)
})

test('an older page goes in front', () => {
  expect(seqs(merged([m(1), m(2)], [m(3), m(4)]).messages)).toEqual([1, 2, 3, 4])
})
