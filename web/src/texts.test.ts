import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forms, placeholders } from './lib/format'

/** What one language says, by the place of its catalogue: `app/texts/chat` → key → sentence. */
function catalogues(folder: string, language: string): [name: string, texts: Record<string, string>][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`/${language}.json`) || file.endsWith(`.${language}.json`))
    .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>])
}

const root = import.meta.dirname
const child = [...catalogues(join(root, 'app'), 'en'), ...catalogues(join(root, 'lib'), 'en')]
const sentences = child.flatMap(([file, texts]) => Object.entries(texts).map(([key, text]) => ({ at: `${file} ${key}`, text })))

/** Words that children never see (the issue; facts/safety SAFE-02). */
const NEVER = [
  /\bpromis/i, /\bplacement/i, /\bcontact/i, /\bleaver/i, /\bcases?\b/i, /\beligib/i, /\bentitle/i, /\bclaim/i, /\bden(y|ied|ies)\b/i, /\bonly you\b/i,
  /\bprivate/i, /\bsecret/i, /\bonline\b/i, /\btyping\b/i, /\binstant/i,
]

describe('what a child reads', () => {
  it('holds none of the words that children never see', () => {
    const found = sentences.flatMap(({ at, text }) => NEVER.filter((word) => word.test(text)).map((word) => `${at}: ${word} in “${text}”`))
    expect(found).toEqual([])
  })

  it('speaks of 999, Childline and the council at night', () => {
    const all = sentences.map(({ text }) => text).join('\n')
    for (const word of ['999', 'Childline', '0800 1111', 'Council at night']) expect(all).toContain(word)
  })

  it('can be read at about nine: short sentences of common words', () => {
    const long = sentences.filter(({ text }) => gradeOf(text) > 9).map(({ at, text }) => `${at}: ${gradeOf(text).toFixed(1)} “${text}”`)
    expect(long).toEqual([])
    const whole = gradeOf(sentences.map(({ text }) => text.replace(/[^.?!]$/, '$&.')).join(' '))
    expect(whole).toBeLessThan(4.5)
  })

  it('never shouts, never nudges, and writes quotation marks and apostrophes as books do', () => {
    const odd = sentences.filter(({ text }) => /!|\bhurry\b|\bstreak|\bbadge|don't miss|'|"/i.test(text)).map(({ at, text }) => `${at}: ${text}`)
    expect(odd).toEqual([])
  })
})

describe('the catalogues', () => {
  it('choose only among forms that end with “other”', () => {
    const broken = sentences.filter(({ text }) => Object.values(forms(text)).some((names) => !names.includes('other')))
    expect(broken).toEqual([])
  })

  it('have no key twice with different words', () => {
    const seen = new Map<string, string>()
    const twice = child.filter(([file]) => !file.startsWith('texts/')).flatMap(([file, texts]) =>
      Object.entries(texts).filter(([key, text]) => {
        const before = seen.get(`${file.split('/')[0]}/${key}`)
        seen.set(`${file.split('/')[0]}/${key}`, text)
        return before !== undefined && before !== text
      }),
    )
    expect(twice).toEqual([])
  })

  it('say the same in every language: same keys, same values, plural forms of that language', () => {
    for (const folder of ['app', 'desk', 'lib']) {
      for (const [file, english] of catalogues(join(root, folder), 'en')) {
        for (const other of languagesBeside(join(root, folder, file))) {
          const texts = JSON.parse(readFileSync(join(root, folder, file.replace(/en\.json$/, `${other}.json`)), 'utf8')) as Record<string, string>
          expect(Object.keys(texts).sort(), `${file} in ${other}`).toEqual(Object.keys(english).sort())
          for (const [key, text] of Object.entries(texts)) {
            expect(placeholders(text), `${file} ${key} in ${other}`).toEqual(placeholders(english[key] ?? ''))
            const wanted = new Intl.PluralRules(other).resolvedOptions().pluralCategories
            for (const names of Object.values(forms(text))) if (names.includes('one')) expect(wanted.every((form) => names.includes(form)), `${file} ${key} in ${other}`).toBe(true)
          }
        }
      }
    }
  })
})

describe('every sentence is in a catalogue', () => {
  const screens = readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'))

  it.each(screens)('%s says nothing of its own, and no style stands in an attribute', (file) => {
    const source = readFileSync(join(root, 'app', file), 'utf8')
    const markup = source.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style[\s\S]*?<\/style>/g, '').replace(/<!--[\s\S]*?-->/g, '')
    expect(markup).not.toMatch(/\sstyle="/)
    const words = withoutBraces(markup).replace(/<[^>]*>/g, '\n')
    const spoken = words.split('\n').map((line) => line.trim()).filter((line) => /\p{L}{2,}/u.test(line))
    expect(spoken).toEqual([])
    const names = [...withoutBraces(markup).matchAll(/\s(aria-label|title|placeholder|alt)="([^"]*\p{L}[^"]*)"/gu)].map((match) => match[0].trim())
    expect(names).toEqual([])
  })

  it('uses every key, and no key that is not there', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts)$/.test(file) && !file.endsWith('.test.ts'))
    const all = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
    // Keys that are put together: `state.…` of a rule, `picture.${name}`.
    const made = [...all.matchAll(/`([a-z_]+(?:\.[a-z_]+)*)\.?\$\{/g)].map((match) => match[1] ?? '')
    const unused = child.filter(([file]) => !file.endsWith('texts/en.json')).flatMap(([file, texts]) =>
      Object.keys(texts).filter((key) => !all.includes(`'${key}'`) && !made.some((start) => key.startsWith(start))).map((key) => `${file} ${key}`),
    )
    expect(unused).toEqual([])
  })
})

function languagesBeside(file: string): string[] {
  const name = file.split('/').at(-1)?.replace(/en\.json$/, '') ?? ''
  const folder = file.slice(0, file.lastIndexOf('/'))
  return readdirSync(folder).filter((other) => other.startsWith(name) && /^[a-z]{2,3}\.json$/.test(other.slice(name.length))).map((other) => other.slice(name.length, -5)).filter((code) => code !== 'en')
}

/** Markup without what is computed: braces nest. */
function withoutBraces(markup: string): string {
  let depth = 0
  let out = ''
  for (const c of markup) {
    if (c === '{') depth += 1
    if (depth === 0) out += c
    if (c === '}') depth -= 1
  }
  return out
}

/** The Flesch-Kincaid grade of a text: school years in the United States, 4 is about nine years old. */
function gradeOf(text: string): number {
  const plain = text.replace(/\{\w+\|[^}]*?other:/g, '').replace(/[{}]/g, ' ')
  const parts = Math.max(1, plain.split(/[.?!:;]+(?:\s|$)/).filter((part) => /\p{L}/u.test(part)).length)
  const words = plain.match(/[\p{L}\d’]+/gu) ?? []
  if (words.length < 8) return 0
  const syllables = words.reduce((sum, word) => sum + Math.max(1, (word.toLowerCase().replace(/(?:e|es|ed)$/, '').match(/[aeiouy]+/g) ?? []).length), 0)
  return (0.39 * words.length) / parts + (11.8 * syllables) / words.length - 15.59
}
