import { describe, expect, it } from 'vitest'
import { format, forms, placeholders } from './format'
import { pseudo } from './pseudo'
import { uuid7 } from './uuid'
import { dayInWords, dayOf, timeInWords } from './days'

const arabic = (n: number): string => new Intl.PluralRules('ar').select(n)

describe('the formatter', () => {
  it('puts values in, and isolates those that run the other way', () => {
    expect(format('Ask {name}', { name: 'Sam' })).toBe('Ask Sam')
    expect(format('Ask {name}', { name: 'سمير' })).toBe('Ask \u2068سمير\u2069')
    expect(format('اسأل {name}', { name: 'Sam' })).toBe('اسأل \u2068Sam\u2069')
    expect(format('اسأل {name}', { name: 'سمير' })).toBe('اسأل سمير')
    expect(format('{n} of {m}', { n: 1, m: 2 })).toBe('1 of 2')
  })

  it('shows a value that nobody gave by its name, so that a test sees it', () => {
    expect(format('Ask {name}')).toBe('Ask {name}')
  })

  it('chooses the plural form of the language', () => {
    const text = '{n|zero:none;one:one;two:two;few:few {n};many:many {n};other:other {n}}'
    expect([0, 1, 2, 3, 11, 100].map((n) => format(text, { n }, arabic))).toEqual(['none', 'one', 'two', 'few 3', 'many 11', 'other 100'])
    expect(format('{n|one:{n} message;other:{n} messages} for {who}', { n: 1, who: 'Jo' }, () => 'one')).toBe('1 message for Jo')
  })

  it('chooses by a word too', () => {
    expect(format('{how|call:rang;visit:came;other:wrote}', { how: 'visit' })).toBe('came')
    expect(format('{how|call:rang;other:wrote}', { how: 'letter' })).toBe('wrote')
  })

  it('names its placeholders and forms', () => {
    expect(placeholders('{n|one:{n} x;other:{n} y} by {day}')).toEqual(['day', 'n'])
    expect(forms('{n|one:a;other:b}')).toEqual({ n: ['one', 'other'] })
  })

  it('leaves values and forms alone in a made-up language', () => {
    const made = pseudo('{n|one:{n} message;other:{n} messages} from {name}', 'en-XA')
    expect(placeholders(made)).toEqual(['n', 'name'])
    expect(forms(made)).toEqual({ n: ['one', 'other'] })
  })
})

describe('ids', () => {
  it('are version 7, in the order of time, and never twice the same', () => {
    const ids = [1, 2, 3].map((ms) => uuid7(1_790_000_000_000 + ms))
    expect([...ids].sort()).toEqual(ids)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(Array.from({ length: 500 }, () => uuid7(5))).size).toBe(500)
  })
})

describe('days', () => {
  it('are London days, in summer and in winter', () => {
    expect(dayOf('2026-07-01T23:30:00Z')).toBe('2026-07-02')
    expect(dayOf('2026-12-01T23:30:00Z')).toBe('2026-12-01')
    expect(timeInWords('2026-07-01T08:05:00Z', 'en-GB')).toBe('09:05')
  })

  it('are a weekday when near and a date when far', () => {
    expect(dayInWords('2026-12-03', '2026-11-30', 'en-GB')).toBe('Thursday')
    expect(dayInWords('2026-12-10', '2026-11-30', 'en-GB')).toBe('Thursday 10 December')
    expect(dayInWords('2027-01-07', '2026-12-20', 'en-GB')).toMatch(/^Thursday,? 7 January 2027$/)
  })
})
