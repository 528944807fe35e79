import { t } from './words'

const KNOWN = ['holder', 'cover', 'iro', 'manager', 'duty', 'iro_lead'] as const

/** Why somebody can read a thread. A reason that the catalogue doesn't know is the server's own words. */
export function whyWords(why: string): string {
  const known = KNOWN.find((k) => k === why)
  return known ? t(`why.${known}`) : why
}
