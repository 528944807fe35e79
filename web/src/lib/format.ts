/**
 * The formatter of the catalogues, pure.
 *
 * `"Hello {name}"` puts a value in; `"{n|one:{n} message;other:{n} messages}"` chooses a form by the language's plural
 * rule. A form may hold values, not another choice. A value that runs the other way than its sentence comes isolated
 * (U+2068 … U+2069), so that a name in another script never turns the sentence round.
 */
export type Values = Readonly<Record<string, string | number>>

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u202e]/

/** Puts values into one text of a catalogue. */
export function format(text: string, values: Values = {}, plural: (n: number) => string = () => 'other', number: (n: number) => string = String): string {
  const show = (name: string): string => {
    const value = values[name]
    if (value === undefined) return `{${name}}`
    if (typeof value === 'number') return number(value)
    return RIGHT_TO_LEFT.test(value) === RIGHT_TO_LEFT.test(text) ? value : `\u2068${value}\u2069`
  }
  const fill = (part: string): string => part.replace(/\{(\w+)\}/g, (_, name: string) => show(name))
  const chosen = text.replace(/\{(\w+)\|((?:[^{}]|\{\w+\})*)\}/g, (_, name: string, forms: string) => {
    const byForm = new Map(forms.split(';').map((form) => [form.slice(0, form.indexOf(':')).trim(), form.slice(form.indexOf(':') + 1)] as const))
    const value = values[name]
    return byForm.get(typeof value === 'number' ? plural(value) : String(value)) ?? byForm.get('other') ?? ''
  })
  return fill(chosen)
}

/** The names of the values that a text takes, in order. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)[|}]/g)].map((match) => match[1] ?? ''))].sort()
}

/** The plural forms that a text names for a value. */
export function forms(text: string): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const [, name = '', body = ''] of text.matchAll(/\{(\w+)\|((?:[^{}]|\{\w+\})*)\}/g)) {
    found[name] = body.split(';').map((form) => form.slice(0, form.indexOf(':')).trim())
  }
  return found
}
