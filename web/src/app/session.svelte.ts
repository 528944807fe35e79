/**
 * Who is in: nobody yet, locked, or one child with an open session. The account's key is held here, in memory, and is
 * gone when the app locks. Everything that needs an open session asks here for it.
 */
import { ApiError, call } from '../lib/api'
import { speak } from '../lib/i18n.svelte'
import type { Me } from '../lib/wire'
import type { Picture } from './pictures'
import { forget, known, note, openShelf, shelf, type Known } from './store/phone'
import { keyFrom } from './store/seal'

/** `new`: nobody has an account on this phone. `gone`: this phone was just taken off. */
export type Stage = 'starting' | 'new' | 'locked' | 'open' | 'gone'

/** An account as the unlock screen shows it. */
export interface Face {
  account: string
  picture: string
  shut: boolean
  /** When the next try is allowed (ms), after wrong ones. */
  waitUntil: number
}

/** With an open session: the child, the key, and what the phone knows of the account. */
export interface Open {
  me: Me
  key: CryptoKey
  known: Known
}

const state = $state({ stage: 'starting' as Stage, away: false })
let faces: Face[] = $state.raw([])
let open: Open | null = $state.raw(null)
let lastContact = 0

export const session = {
  get stage(): Stage {
    return state.stage
  },
  /** The server was not reached at the last try. */
  get away(): boolean {
    return state.away
  },
  get faces(): readonly Face[] {
    return faces
  },
  get open(): Open | null {
    return open
  },
  get me(): Me | null {
    return open?.me ?? null
  },
  /** Milliseconds since the server last answered. */
  get quietMs(): number {
    return Date.now() - lastContact
  },
}

type Hook = (open: Open) => void | Promise<void>
const opened: Hook[] = []
const closing: Hook[] = []
/** Runs something after every unlock, and now when it is unlocked already. */
export const whenOpen = (hook: Hook): void => {
  opened.push(hook)
  if (open) void hook(open)
}
/** Runs something before every lock, while the key and everything on the screen are still there. */
export const whenClosing = (hook: Hook): (() => void) => {
  closing.push(hook)
  return () => void closing.splice(closing.indexOf(hook), 1)
}
const closed: (() => void)[] = []
/** Runs something at every lock, after what had to be kept is kept. */
export const whenClosed = (hook: () => void): void => void closed.push(hook)

/** All begin at once: what one of them changes must not take another, or the words it would keep, off the screen first. */
async function closeDown(of: Open): Promise<void> {
  await Promise.allSettled(closing.map(async (hook) => hook(of)))
  for (const hook of closed) hook()
}

/** `call`, with the session in mind: a refused session locks, a phone that was taken off forgets. */
export const ask: typeof call = async (method, address, options) => {
  try {
    const answer = await call(method, address, options)
    reached(true)
    return answer
  } catch (error) {
    if (error instanceof ApiError) {
      reached(!error.away || error.status !== 0)
      if (error.clear) await goneFromHere()
      else if (error.status === 401 && open) await lock()
    }
    throw error
  }
}

function reached(yes: boolean): void {
  state.away = !yes
  if (yes) lastContact = Date.now()
}

/** Looks who is here, at the start of the app. */
export async function start(): Promise<void> {
  await openShelf()
  const mark = await shelf.get<OpenMark>(OPEN).catch(() => undefined)
  const tooLong = mark && mark.hiddenAt > 0 && Date.now() - mark.hiddenAt >= mark.lockMs
  const fromNotice = new URLSearchParams(location.search).has('locked')
  if (mark && (tooLong || fromNotice)) await endSession()
  // Only a reload finds a session that is still open; asking without one would be a refusal on every start.
  if (!mark || tooLong || fromNotice) return showFaces()
  try {
    const me = await ask('get', '/v1/child/session')
    // The page before this one said that it is hidden, as it went; this one is in front.
    if (!document.hidden) await ask('post', '/v1/child/session/hidden', { body: { hidden: false } })
    await enter(me)
  } catch (error) {
    if (state.stage === 'gone') return
    // Whoever starts without a connection has shown no PIN: later they must, whatever the server still holds open.
    await shelf.remove(OPEN).catch(() => undefined)
    await showFaces(!(error instanceof ApiError) || error.status === 401)
  }
}

/** Lies on the shelf while a session is open on this phone. */
const OPEN = 'public/open'
interface OpenMark {
  /** Since when the page is hidden or closed (ms); 0 while it is in front. */
  hiddenAt: number
  lockMs: number
}

/** Notes since when the page is hidden, so that a start after too long asks for the PIN even if the server heard nothing. */
export function markHidden(hiddenAt: number): void {
  if (open) void shelf.put(OPEN, { hiddenAt, lockMs: open.me.lock_after_s * 1000 } satisfies OpenMark).catch(() => undefined)
}

/** Tells the server that the session is over: the PIN makes a new one. */
async function endSession(): Promise<void> {
  await shelf.remove(OPEN).catch(() => undefined)
  await call('delete', '/v1/child/session', { keepalive: true }).catch(() => undefined)
}

/**
 * Shows who can unlock: as the server knows it, or (when it cannot be reached) as the phone does. `was`: whose session just
 * ended; a server that took the phone off may have had the browser forget everything before we were told.
 */
export async function showFaces(reachable = true, was?: { account: string; picture: string }): Promise<void> {
  const kept = await known()
  const here = was && !kept.some(({ account }) => account === was.account) ? [...kept, was] : kept
  let seen: Face[] = here.map(({ account, picture }) => ({ account, picture, shut: false, waitUntil: 0 }))
  if (reachable) {
    try {
      const { accounts } = await ask('get', '/v1/device')
      const lost = here.filter((one) => !accounts.some(({ account }) => account === one.account))
      // What the server no longer knows of this phone was taken off it: its key is gone with it.
      for (const { account } of lost) await forget(account)
      if (lost.length && !accounts.length && !open) state.stage = 'gone'
      seen = accounts.map(({ account, picture, shut, wait_s }) => ({ account, picture, shut, waitUntil: wait_s ? Date.now() + wait_s * 1000 : 0 }))
    } catch {
      // What the phone knows is enough to show.
    }
  }
  faces = seen
  if (!open && state.stage !== 'gone') state.stage = seen.length ? 'locked' : 'new'
}

/** Unlocks with a PIN. Throws what the server says against it. */
export async function unlock(account: string, pin: string): Promise<void> {
  await enter(await ask('post', '/v1/child/session', { body: { account, pin } }))
}

/** Makes an account on this phone, with the code of an invitation. */
export async function enrol(code: string, pin: string, picture: Picture): Promise<Me> {
  const me = await ask('post', '/v1/enrolments', { body: { code, pin, picture } })
  await enter(me)
  return me
}

async function enter(me: Me): Promise<void> {
  const key = await keyFrom(me.local_key)
  open = { me, key, known: await note(me, key) }
  markHidden(0)
  state.stage = 'open'
  if (me.choices.language) await speak(me.choices.language)
  for (const hook of opened) await hook(open)
}

/** Fetches anew what the server knows about this session (after a worker confirmed the phone, or a choice was made). */
export async function refresh(): Promise<void> {
  if (!open) return
  const me = await ask('get', '/v1/child/session')
  if (open && open.me.account === me.account) open = { ...open, me }
}

/** Puts changed parts of `me` in place, without asking the server again. */
export function amend(change: Partial<Me>): void {
  if (open) open = { ...open, me: { ...open.me, ...change } }
}

let locking: Promise<void> | null = null

/** Locks: drafts are sealed, the key goes, the PIN is asked for. `tell`: the server should lock as well. */
export function lock(tell = false): Promise<void> {
  locking ??= close(tell).finally(() => (locking = null))
  return locking
}

async function close(tell: boolean): Promise<void> {
  const was = open
  if (!was) return
  await closeDown(was)
  // Another answer may have said meanwhile that the phone was taken off: that screen stays.
  if (state.stage === 'gone') return
  open = null
  faces = [{ account: was.me.account, picture: was.me.picture, shut: false, waitUntil: 0 }]
  state.stage = 'locked'
  if (tell) await endSession()
  else await shelf.remove(OPEN).catch(() => undefined)
  await showFaces(!state.away, was.me)
}

/** Signs out: this account's things go from the phone. What waits must be asked about before. */
export async function signOut(): Promise<void> {
  const was = open
  if (!was) return
  await closeDown(was)
  open = null
  await forget(was.me.account)
  await endSession()
  await showFaces()
}

/** This phone was taken off: everything goes. */
async function goneFromHere(): Promise<void> {
  for (const hook of closed) hook()
  open = null
  faces = []
  state.stage = 'gone'
  await wipe()
  // A lock that was on its way may have kept a draft after that.
  void locking?.then(wipe)
}

async function wipe(): Promise<void> {
  await forget().catch(() => undefined)
  await shelf.clear('').catch(() => undefined)
}

/** After the child read that the phone was taken off. */
export function begin(): void {
  state.stage = 'new'
}
