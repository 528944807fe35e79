/**
 * The cover and the lock. A hidden page is covered at once (the app switcher takes its picture then), the server is told,
 * and after the time that the child chose the app locks by itself. In front it locks after five minutes without a touch.
 */
import { call } from '../lib/api'
import { ask, lock, markHidden, session } from './session.svelte'

const IDLE_MS = 5 * 60_000
/** Somebody who writes for long makes no request: the server is told at least this often that they are here. */
const CONTACT_MS = 2 * 60_000

let hiddenAt = 0
let lockTimer: ReturnType<typeof setTimeout> | undefined
let idleTimer: ReturnType<typeof setTimeout> | undefined

function cover(on: boolean): void {
  document.documentElement.classList.toggle('covered', on)
}

function hide(): void {
  cover(true)
  if (!session.open || hiddenAt) return
  hiddenAt = Date.now()
  markHidden(hiddenAt)
  void call('post', '/v1/child/session/hidden', { body: { hidden: true }, keepalive: true }).catch(() => undefined)
  clearTimeout(lockTimer)
  lockTimer = setTimeout(() => void lock(), lockAfterMs())
}

async function show(): Promise<void> {
  clearTimeout(lockTimer)
  const since = hiddenAt
  hiddenAt = 0
  markHidden(0)
  if (session.open && since && Date.now() - since >= lockAfterMs()) await lock()
  else if (session.open && since) await ask('post', '/v1/child/session/hidden', { body: { hidden: false } }).catch(() => undefined)
  if (!document.hidden) cover(false)
}

function lockAfterMs(): number {
  return (session.me?.lock_after_s ?? 60) * 1000
}

function touched(): void {
  clearTimeout(idleTimer)
  idleTimer = setTimeout(() => void lock(), IDLE_MS)
  if (session.open && !document.hidden && session.quietMs > CONTACT_MS) void ask('get', '/v1/child/session').catch(() => undefined)
}

/** Begins to watch the page. */
export function watchPage(): void {
  document.addEventListener('visibilitychange', () => (document.hidden ? hide() : void show()))
  addEventListener('pagehide', hide)
  addEventListener('freeze', hide)
  addEventListener('pageshow', (event) => {
    // A page from the back-forward cache still has what was on it: lock before anything is painted.
    if (event.persisted) void lock().then(() => show())
  })
  for (const event of ['pointerdown', 'keydown', 'scroll']) addEventListener(event, touched, { passive: true, capture: true })
  touched()
}
