/** The one shelf of this phone, and who has an account on it (no names: a picture and random ids). */
import type { Me, Post } from '../../lib/wire'
import { fits, makeLetterbox, type Letterbox } from './seal'
import { diskShelf, memoryShelf, type Shelf } from './shelf'

/** What lies open on the phone about one account. */
export interface Known {
  account: string
  picture: string
  confirmed: boolean
  letterbox: Letterbox
  /** The posts that a locked phone can write to, without the names of who holds them. */
  posts: { post: Post; thread: string }[]
}

export let shelf: Shelf = diskShelf()
/** Whether the phone keeps nothing when the page is closed (some browsers, in some modes). */
export let forgetful = false

/** Tries the disk; where the browser refuses, things are kept as long as the page is open. */
export async function openShelf(): Promise<void> {
  try {
    await shelf.put('public/tried', true)
  } catch {
    shelf = memoryShelf()
    forgetful = true
  }
}

/** The accounts that were opened on this phone before. */
export async function known(): Promise<Known[]> {
  return (await shelf.list<Known>('account/')).map(([, account]) => account)
}

/** Notes an account that was unlocked, and gives it a letterbox when it has none. */
export async function note(me: Me, key: CryptoKey): Promise<Known> {
  const before = await shelf.get<Known>(`account/${me.account}`)
  const kept = before && (await fits(key, me.account, before.letterbox)) ? before.letterbox : null
  const letterbox = kept ?? (await makeLetterbox(key, me.account))
  const now: Known = { account: me.account, picture: me.picture, confirmed: me.confirmed, letterbox, posts: before?.posts ?? [] }
  await shelf.put(`account/${me.account}`, now)
  return now
}

/** Notes which posts a locked phone can write to. */
export async function notePosts(account: string, posts: Known['posts']): Promise<void> {
  const before = await shelf.get<Known>(`account/${account}`)
  if (before) await shelf.put(`account/${account}`, { ...before, posts: posts.map(({ post, thread }) => ({ post, thread })) })
}

/** Forgets one account, or all of them: what was kept, what waits, what was begun. */
export async function forget(account = ''): Promise<void> {
  for (const kind of ['out', 'kept', 'draft']) await shelf.clear(`${kind}/${account}`)
  await shelf.clear(`account/${account}`)
}
