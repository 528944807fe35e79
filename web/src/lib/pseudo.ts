/** Two made-up languages that show what a real one would break: longer words (`en-XA`), and right to left (`ar-XB`). */
const ACCENTS: Readonly<Record<string, string>> = { a: 'á', c: 'ç', d: 'ð', e: 'é', i: 'í', l: 'ļ', n: 'ñ', o: 'ö', r: 'ř', s: 'š', t: 'ţ', u: 'ú', y: 'ý', A: 'Å', E: 'É', I: 'Î', O: 'Ø', S: 'Š', T: 'Ţ', W: 'Ŵ', Y: 'Ý' }

/** A text in a made-up language; its values and plural forms stay as they are. */
export function pseudo(text: string, language: string): string {
  const parts = text.split(/(\{\w+\||;\w+:|\{\w+\}|(?<=\|)\w+:|\})/)
  const words = parts.map((part, i) => (i % 2 ? part : [...part].map((c) => ACCENTS[c] ?? c).join(''))).join('')
  if (language === 'ar-XB') return `\u202e${words}\u202c`
  return `[${words}${' ~'.repeat(Math.ceil(text.length / 12))}]`
}
