import { plusDays } from '../days'
import type { Absence } from '../wire'

/** The last day away: one is back on the day after. Pure. */
export function lastDay(absence: Pick<Absence, 'back_on'>): string {
  return plusDays(absence.back_on, -1)
}

/** What is still to come or is now, the next first; what was called off or is over is left out. Pure. */
export function byTime(all: readonly Absence[], today: string): Absence[] {
  return all.filter((a) => !a.cancelled && a.back_on > today).sort((a, b) => a.from.localeCompare(b.from) || a.staff.name.localeCompare(b.staff.name))
}
