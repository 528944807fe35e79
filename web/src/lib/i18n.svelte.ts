/**
 * The catalogues: every sentence of a screen has a key, and the keys are typed.
 *
 * An entry makes its own `t` from the shared words and its own: `export const { t } = texts(en)`. English is in the
 * bundle; every other language is loaded when it is chosen, and falls back to English text by text.
 */
import { format, type Values } from './format'
import shared from './texts/en.json'

type Catalogue = Readonly<Record<string, string>>
/** The keys of the words that both entries use. */
export type SharedKey = keyof typeof shared

interface Language {
  /** BCP 47. */
  code: string
  direction: 'ltr' | 'rtl'
}

const RIGHT_TO_LEFT = /^(ar|fa|ur|ps|he|ckb|ku-arab|prs)(-|$)/i

let language: Language = $state.raw({ code: 'en-GB', direction: 'ltr' })
let turned: ((text: string) => string) | undefined = $state.raw()

/** The language of the screens. */
export const locale = {
  get code(): string {
    return language.code
  },
  get direction(): 'ltr' | 'rtl' {
    return language.direction
  },
}

/** Turns the screens to another language; what has no catalogue yet stays English. */
export async function speak(code: string): Promise<void> {
  const made = code === 'en-XA' || code === 'ar-XB'
  const { pseudo } = made ? await import('./pseudo') : { pseudo: undefined }
  turned = pseudo && ((text) => pseudo(text, code))
  language = made || code.startsWith('en') ? { code, direction: RIGHT_TO_LEFT.test(code) ? 'rtl' : 'ltr' } : { code: 'en-GB', direction: 'ltr' }
  document.documentElement.lang = language.code
  document.documentElement.dir = language.direction
}

/** The language that numbers and days are written in: a made-up language writes them the English way. */
export function numbersIn(): string {
  return language.code.includes('-X') ? 'en-GB' : language.code
}

/** One catalogue (with the shared words) as a function from key and values to a sentence. */
export function texts<C extends Catalogue>(own: C): { t: (key: (keyof C & string) | SharedKey, values?: Values) => string } {
  const all: Catalogue = { ...shared, ...own }
  return {
    t(key, values) {
      const text = all[key] ?? key
      const tag = numbersIn()
      return format(turned ? turned(text) : text, values, (n) => new Intl.PluralRules(tag).select(n), (n) => new Intl.NumberFormat(tag).format(n))
    },
  }
}
