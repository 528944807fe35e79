/**
 * What the chat shows: the child's people, their threads, and what waits to be sent. Loaded from the server; kept sealed
 * on the phone, so that an unlocked phone without a connection shows what it saw last, and says from when.
 */
import { SvelteMap } from 'svelte/reactivity'
import { ApiError } from '../../lib/api'
import { listen, type Happening } from '../../lib/live'
import type { ChildMessage, Message, People, Post, Reads, Sent, Thread } from '../../lib/wire'
import { uuid7 } from '../../lib/uuid'
import { ask, lock, refresh, session, whenClosed, whenOpen, type Open } from '../session.svelte'
import { flush as flushOutbox, keep, retry, waiting, type Attempt, type Shown, type Waiting } from '../store/outbox'
import { notePosts, shelf } from '../store/phone'
import { recall, remember, type AsOf } from '../store/kept'
import { seal, unseal, type Box } from '../store/seal'
import { joined, Order, withSent } from './order'

/** A post that can be written to, and when somebody reads it, as far as the phone knows. */
export type OpenPost = { post: Post; thread: string; reads?: Reads }

/** How many messages a look at a thread brings. */
const PAGE = 40
/** How many messages of a thread are kept for a look without a connection. */
const KEPT = 60

let people: AsOf<People> | null = $state.raw(null)
let posts: OpenPost[] = $state.raw([])
let queue: Shown[] = $state.raw([])
/** Looks at a thread and messages that arrive overtake each other. */
const order = new Order()
const threads = new SvelteMap<string, AsOf<Thread>>()
const facts = $state({ lost: 0, said: '', justSent: '' })

export const chat = {
  get people(): AsOf<People> | null {
    return people
  },
  get posts(): readonly OpenPost[] {
    return posts
  },
  /** What waits on the phone, in order. */
  get queue(): readonly Shown[] {
    return queue
  },
  /** How many waiting messages could not be opened any more. */
  get lost(): number {
    return facts.lost
  },
  /** The thread in which something was sent last, in this session: the moment to ask about notices. */
  get justSent(): string {
    return facts.justSent
  },
  thread: (id: string): AsOf<Thread> | undefined => threads.get(id),
}

/** Hears what the live stream brings, after the chat itself has. */
const listeners = new Set<(happening: Happening) => void>()
export const onHappening = (heard: (happening: Happening) => void): (() => void) => {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

// ---- loading

/** Loads who is there for this child. */
export async function loadPeople(): Promise<void> {
  const open = session.open
  if (!open) return
  try {
    if (!open.me.confirmed) {
      posts = (await ask('get', '/v1/child/posts')).items
    } else {
      const value = await ask('get', '/v1/child/people')
      if (session.open?.me.account !== open.me.account) return
      people = { value, at: Date.now(), kept: false }
      posts = value.items.map(({ post, thread, reads }) => ({ post, thread, reads }))
      await remember(open, 'people', value)
    }
    await notePosts(open.me.account, [...posts])
  } catch {
    if (session.open?.me.account !== open.me.account || people) return
    // Nobody has confirmed this phone: what it kept from an earlier time is not for whoever holds it now.
    if (!open.me.confirmed) return void (posts = open.known.posts)
    people = await recall<People>(open, 'people')
    posts = people?.value.items.map(({ post, thread }) => ({ post, thread })) ?? open.known.posts
  }
}

/** Loads the newest messages of a thread. */
export async function loadThread(id: string): Promise<void> {
  const open = session.open
  if (!open?.me.confirmed) return
  const began = order.begin()
  try {
    const value = await ask('get', '/v1/threads/{thread}', { path: { thread: id }, query: { limit: PAGE } })
    if (session.open?.me.account !== open.me.account || !order.isNewest(id, began)) return
    const before = threads.get(id)
    const now = withSent(before && !before.kept ? joined(before.value, value) : value, order.sentSince(id, began))
    threads.set(id, { value: now, at: Date.now(), kept: false })
    await remember(open, `thread/${id}`, { ...now, messages: now.messages.slice(-KEPT) })
  } catch {
    if (threads.has(id) || session.open?.me.account !== open.me.account) return
    const kept = await recall<Thread>(open, `thread/${id}`)
    if (kept) threads.set(id, kept)
  }
}

/** Loads what came before. */
export async function loadEarlier(id: string): Promise<void> {
  const shown = threads.get(id)
  if (!shown?.value.next_before_seq) return
  const page = await ask('get', '/v1/threads/{thread}', { path: { thread: id }, query: { before_seq: shown.value.next_before_seq, limit: PAGE } })
  const now = threads.get(id)
  if (now) threads.set(id, { ...now, value: { ...now.value, messages: [...page.messages, ...now.value.messages], next_before_seq: page.next_before_seq } })
}

// ---- sending

/** Keeps a message on the phone, shows it, and tries to send it. Throws only when the phone could not keep it. */
export async function send(thread: string, body: Omit<ChildMessage, 'phone_at' | 'channel'>): Promise<void> {
  const open = session.open
  if (!open) throw new ApiError(401, 'sign_in', '')
  const message: Waiting = { id: uuid7(), thread, body: { ...body, channel: 'app', phone_at: new Date().toISOString() } }
  await keep(shelf, open.me.account, message, { key: open.key })
  await showQueue(open)
  void navigator.storage?.persist?.().catch(() => false)
  void wakeLater()
  void flush()
}

/** Asks the browser to wake the worker when there is a connection again (where it can). */
async function wakeLater(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined
  await registration?.sync?.register('outbox').catch(() => undefined)
}

async function showQueue(open: Open): Promise<void> {
  const found = await waiting(shelf, open.me.account, open.key, open.known.letterbox)
  if (session.open?.me.account !== open.me.account) return
  queue = found.items
  facts.lost = found.lost
}

async function attempt(message: Waiting): Promise<Attempt> {
  try {
    arrived(message, await ask('put', '/v1/threads/{thread}/messages/{message}', { path: { thread: message.thread, message: message.id }, body: message.body }))
    return { how: 'sent' }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.away || error.status === 401 || error.status === 429 || error.status >= 500) return { how: 'later' }
    return { how: 'refused', code: error.code }
  }
}

/** The server has it: put it in its place, with the ask that it opened or joined. */
function arrived(message: Waiting, sent: Sent): void {
  order.sent(message.thread, sent)
  facts.justSent = message.thread
  const shown = threads.get(message.thread)
  // An unconfirmed phone reads nothing back: what it shows then is only that it was sent, and when.
  const messages = (shown?.value.messages ?? []).filter(({ id }) => id !== message.id)
  const post = posts.find(({ thread }) => thread === message.thread)?.post ?? 'social_worker'
  const base: Thread = shown?.value ?? { thread: message.thread, post, child: session.me?.child ?? '', messages: [], ask: null, plan: null, next_before_seq: null, reads: sent.reads }
  threads.set(message.thread, { value: { ...base, messages: [...messages, sent.message], ask: sent.ask ?? base.ask, reads: sent.reads }, at: Date.now(), kept: shown?.kept ?? false })
  queue = queue.filter(({ id }) => id !== message.id)
}

let flushing: Promise<void> | null = null
let retryTimer: ReturnType<typeof setTimeout> | undefined
let waitMs = 2_000

/** Sends what waits. Once at a time; tries again by itself, more and more slowly, while the page is open. */
export function flush(): Promise<void> {
  flushing ??= flushNow().finally(() => (flushing = null))
  return flushing
}

async function flushNow(): Promise<void> {
  const open = session.open
  if (!open) return
  clearTimeout(retryTimer)
  let left = true
  // What was written while the first ones went out goes with them.
  for (let round = 0; round < 5; round++) {
    left = await flushOutbox(shelf, open.me.account, open.key, open.known.letterbox, attempt)
    await showQueue(open)
    if (left || !queue.some((message) => !message.refused)) break
  }
  if (left && session.open) {
    retryTimer = setTimeout(() => void flush(), waitMs)
    waitMs = Math.min(waitMs * 2, 60_000)
  } else {
    waitMs = 2_000
  }
}

/** Tries a refused message again. */
export async function tryAgain(key: string): Promise<void> {
  await retry(shelf, key)
  await flush()
}

/** Takes a message that was not sent out of the outbox again, at the child's wish. */
export async function discard(key: string): Promise<void> {
  await shelf.remove(key)
  if (session.open) await showQueue(session.open)
}

// ---- what a child can do to a message

/** Hides a message from this child's phones; it stays in the file. */
export async function hide(message: Message): Promise<void> {
  await ask('post', '/v1/threads/{thread}/messages/{message}/hide', { path: { thread: message.thread, message: message.id } })
  await loadThread(message.thread)
}

/** Says afterwards what a message was about. */
export async function setTopics(message: Message, topics: string[]): Promise<void> {
  await ask('put', '/v1/threads/{thread}/messages/{message}/topics', { path: { thread: message.thread, message: message.id }, body: { topics } })
  await loadThread(message.thread)
}

/** Says whether what was written down as the answer is right. */
export async function sayRight(thread: string, id: string, right: boolean): Promise<void> {
  const answer = await ask('post', '/v1/threads/{thread}/asks/{ask}/right', { path: { thread, ask: id }, body: { right } })
  const shown = threads.get(thread)
  if (shown) threads.set(thread, { ...shown, value: { ...shown.value, ask: answer } })
  await loadThread(thread)
}

// ---- drafts

/** What was begun before a phone had to be confirmed anew stays apart: it comes back when the phone may read again. */
const draftAt = (open: Open, thread: string): string => `draft/${open.me.account}/${thread}${open.me.confirmed ? '' : '/unconfirmed'}`

/** Keeps what was begun, sealed; an empty draft is taken away. */
export async function keepDraft<T>(thread: string, draft: T | null): Promise<void> {
  const open = session.open
  if (!open) return
  const where = draftAt(open, thread)
  if (draft === null) await shelf.remove(where)
  else await shelf.put(where, await seal(open.key, draft, where))
  if (open.me.confirmed) await shelf.remove(`${where}/unconfirmed`)
}

/** What was begun and not sent. */
export async function draftOf<T>(thread: string): Promise<T | null> {
  const open = session.open
  if (!open) return null
  const own = draftAt(open, thread)
  for (const where of [own, `${own}/unconfirmed`]) {
    const box = await shelf.get<Box>(where).catch(() => undefined)
    if (box) return unseal<T>(open.key, box, where).catch(() => null)
  }
  return null
}

// ---- live

let stop: (() => void) | undefined

function connect(): void {
  stop?.()
  stop = session.open && !document.hidden ? listen('/v1/child/live', (happening) => void heard(happening), () => void refresh().catch(() => undefined)) : undefined
}

async function heard(happening: Happening): Promise<void> {
  // A phone that was just confirmed may read what it could only send before.
  if (happening.kind === 'device') await refresh().catch(() => undefined)
  if (happening.kind === 'resync' || happening.kind === 'device') await Promise.all([...threads.keys()].map(loadThread))
  else if (happening.thread && threads.has(happening.thread)) await loadThread(happening.thread)
  await loadPeople()
  for (const listener of listeners) listener(happening)
}

/** Looks at everything anew: on coming back to the page, and when there is a connection again. */
async function lookAgain(): Promise<void> {
  if (!session.open || document.hidden) return
  connect()
  void flush()
  await loadPeople()
  await Promise.all([...threads.keys()].map(loadThread))
}

whenOpen(async (open) => {
  connect()
  await showQueue(open)
  void flush()
  await loadPeople()
})

whenClosed(() => {
  stop?.()
  stop = undefined
  clearTimeout(retryTimer)
  people = null
  posts = []
  queue = []
  threads.clear()
  order.forget()
  facts.lost = 0
  facts.justSent = ''
})

addEventListener('online', () => void lookAgain())
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stop?.()
  else setTimeout(() => void lookAgain(), 150)
})
navigator.serviceWorker?.addEventListener('message', (event: MessageEvent<string>) => {
  if (event.data === 'flush') void flush()
  if (event.data === 'lock') void lock(true)
})
