/**
 * The outbox: words wait on the phone, sealed, until the server has them. Sent once and in order, one sender at a time.
 *
 * "Once": the phone made the message's id, so a second try is the same request. "In order": one after the other, the next
 * only when the one before is there or was refused. A message leaves the phone only after the server's yes.
 */
import type { ChildMessage } from '../../lib/wire'
import type { Shelf } from './shelf'
import { collect, drop, seal, unseal, type Box, type Letterbox } from './seal'

/** A message that waits. */
export interface Waiting {
  id: string
  thread: string
  body: ChildMessage
}

interface Stored {
  id: string
  thread: string
  /** Sealed under the account's key, or dropped through its letterbox while it was locked. */
  how: 'key' | 'slot'
  box: Box
  /** The server's no, in a word: it is not tried again by itself. */
  refused?: string
}

/** A waiting message as the screen shows it. */
export interface Shown extends Waiting {
  key: string
  refused: string | undefined
}

/** How an attempt went: `sent`; `later` (no connection, or locked: stop here); `refused` (the server said no, go on). */
export type Attempt = { how: 'sent' } | { how: 'later' } | { how: 'refused'; code: string }

const shelfOf = (account: string): string => `out/${account}/`
const label = (account: string, id: string): string => `out/${account}/${id}`

/** Puts a message into an account's outbox; answers when it is safely on the disk. */
export async function keep(shelf: Shelf, account: string, message: Waiting, by: { key: CryptoKey } | { slot: Box }): Promise<void> {
  const { id, thread, body } = message
  const where = label(account, id)
  const box = 'key' in by ? await seal(by.key, body, where) : await drop(by.slot, body, where)
  await shelf.append(shelfOf(account), { id, thread, how: 'key' in by ? 'key' : 'slot', box } satisfies Stored)
}

/** How many messages of an account wait: known without any key. */
export async function count(shelf: Shelf, account: string): Promise<number> {
  return (await shelf.list(shelfOf(account))).length
}

/** What waits, opened, in order. What no longer opens (its key is gone) is left out and counted in `lost`. */
export async function waiting(shelf: Shelf, account: string, key: CryptoKey, letterbox: Letterbox): Promise<{ items: Shown[]; lost: number }> {
  const items: Shown[] = []
  let lost = 0
  for (const [at, stored] of await shelf.list<Stored>(shelfOf(account))) {
    const where = label(account, stored.id)
    try {
      const body = stored.how === 'key' ? await unseal<ChildMessage>(key, stored.box, where) : await collect<ChildMessage>(key, account, letterbox, stored.box, where)
      items.push({ key: at, id: stored.id, thread: stored.thread, body, refused: stored.refused })
    } catch {
      lost += 1
    }
  }
  return { items, lost }
}

/** Tries everything that waits, in order, once each. Answers whether anything is left to try later. */
export async function flush(shelf: Shelf, account: string, key: CryptoKey, letterbox: Letterbox, send: (message: Waiting) => Promise<Attempt>, alone: Alone = oneAtATime): Promise<boolean> {
  return alone(`sayso-outbox-${account}`, async () => {
    const { items } = await waiting(shelf, account, key, letterbox)
    for (const item of items) {
      if (item.refused) continue
      const attempt = await send(item)
      if (attempt.how === 'later') return true
      if (attempt.how === 'sent') await shelf.remove(item.key)
      else await refuse(shelf, item.key, attempt.code)
    }
    return false
  })
}

async function refuse(shelf: Shelf, key: string, code: string): Promise<void> {
  const stored = await shelf.get<Stored>(key)
  if (stored) await shelf.put(key, { ...stored, refused: code })
}

/** Puts a refused message back to be tried again. */
export async function retry(shelf: Shelf, key: string): Promise<void> {
  const stored = await shelf.get<Stored>(key)
  if (!stored) return
  delete stored.refused
  await shelf.put(key, stored)
}

type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Runs work while no other page of this phone runs the same. */
const oneAtATime: Alone = (name, work) => ('locks' in navigator ? navigator.locks.request(name, work) as Promise<Awaited<ReturnType<typeof work>>> : work())
