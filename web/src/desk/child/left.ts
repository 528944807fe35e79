/** How much is left until an instant; null when it is over. Pure. */
export function leftOf(until: string, now: number): { minutes: number; seconds: number } | null {
  const left = Math.floor((Date.parse(until) - now) / 1000)
  return left <= 0 ? null : { minutes: Math.floor(left / 60), seconds: left % 60 }
}
