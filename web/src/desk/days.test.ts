import { expect, test } from 'vitest'
import { fromLocalInput, localInput, nearDay, plusDays, shortWhen } from './days'

test('a form’s London time becomes an instant, in winter and in summer', () => {
  expect(fromLocalInput('2026-11-24T09:30')).toBe('2026-11-24T09:30:00.000Z')
  expect(fromLocalInput('2026-06-24T09:30')).toBe('2026-06-24T08:30:00.000Z')
})

test('an hour beside the change of the clocks comes back as it was typed', () => {
  for (const typed of ['2026-03-29T00:59', '2026-03-29T02:00', '2026-10-25T00:30', '2026-10-25T02:30']) {
    const instant = fromLocalInput(typed)
    expect(instant && localInput(new Date(instant))).toBe(typed)
  }
})

test('no time is no instant', () => {
  expect(fromLocalInput('')).toBeNull()
})

test('days go over the end of a month and over 29 February', () => {
  expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(plusDays('2026-11-30', 1)).toBe('2026-12-01')
  expect(plusDays('2026-03-28', 2)).toBe('2026-03-30')
})

test('near days have a weekday, far ones a date', () => {
  expect(nearDay('2026-11-27', '2026-11-24', 'en-GB')).toBe('Friday')
  expect(nearDay('2026-12-08', '2026-11-24', 'en-GB')).toBe('Tue 8 Dec')
})

test('today’s messages show the time, older ones the day', () => {
  expect(shortWhen('2026-11-24T08:05:00Z', '2026-11-24', 'en-GB')).toBe('08:05')
  expect(shortWhen('2026-06-23T23:30:00Z', '2026-06-24', 'en-GB')).toBe('00:30')
  expect(shortWhen('2026-11-22T08:05:00Z', '2026-11-24', 'en-GB')).toBe('Sun 22 Nov')
})
