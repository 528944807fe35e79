/**
 * Up to which message “seen” may be told: every unseen message up to there has been on the screen. One that was jumped
 * over holds it back. Pure.
 */
export function seenUpTo(unseen: readonly number[], shown: ReadonlySet<number>): number | null {
  let upTo: number | null = null
  for (const seq of [...unseen].sort((a, b) => a - b)) {
    if (!shown.has(seq)) break
    upTo = seq
  }
  return upTo
}
