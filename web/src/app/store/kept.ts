/** What was seen last, sealed on the phone: an unlocked phone without a connection shows it, and says from when. */
import { session, type Open } from '../session.svelte'
import { shelf } from './phone'
import { seal, unseal, type Box } from './seal'

/** Something as it was at a moment; `kept`: from the phone, because the server could not be reached. */
export interface AsOf<T> {
  value: T
  at: number
  kept: boolean
}

/** Seals something for a look without a connection. A full phone keeps nothing and says nothing. */
export async function remember(open: Open, name: string, value: unknown): Promise<void> {
  const where = `kept/${open.me.account}/${name}`
  await shelf.put(where, { at: Date.now(), box: await seal(open.key, value, where) }).catch(() => undefined)
}

/** What was sealed last under this name; null where there is nothing, or another key sealed it. */
export async function recall<T>(open: Open, name: string): Promise<AsOf<T> | null> {
  const where = `kept/${open.me.account}/${name}`
  const kept = await shelf.get<{ at: number; box: Box }>(where).catch(() => undefined)
  if (!kept) return null
  return unseal<T>(open.key, kept.box, where).then(
    (value) => ({ value, at: kept.at, kept: true }),
    () => null,
  )
}

/** A page's one answer: from the server and kept, or as it was kept. Null where it is neither to be had nor kept. */
export async function lastSeen<T>(name: string, load: () => Promise<T>): Promise<AsOf<T> | null> {
  const open = session.open
  if (!open?.me.confirmed) return null
  try {
    const value = await load()
    if (session.open?.me.account !== open.me.account) return null
    await remember(open, name, value)
    return { value, at: Date.now(), kept: false }
  } catch {
    return session.open?.me.account === open.me.account ? recall<T>(open, name) : null
  }
}
