/// <reference lib="webworker" />
/**
 * The phone's service worker: keeps the app's files for a start without a connection, shows one fixed neutral notice, and
 * wakes the page when there is a connection again. It holds no key, so it can neither read nor send what waits.
 */
export {}
declare const self: ServiceWorkerGlobalScope
declare const __FILES__: readonly string[]
declare const __VERSION__: string

const FILES = new Set(__FILES__)
const CACHE = `sayso-${__VERSION__}`
/** Shown when the page has not yet said which of the three sentences the child chose. */
const NOTICE = 'You have a new message.'

self.addEventListener('install', (event) => event.waitUntil(keep()))
self.addEventListener('activate', (event) => event.waitUntil(tidy()))
self.addEventListener('fetch', (event) => {
  const answer = answerFor(event.request)
  if (answer) event.respondWith(answer)
})
self.addEventListener('push', (event) => event.waitUntil(notice()))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openLocked())
})
self.addEventListener('sync', (event) => (event as ExtendableEvent).waitUntil(tell('flush')))
self.addEventListener('message', (event) => {
  if (event.data === 'skip') void self.skipWaiting()
})

/** Fetches what changed; what an older version holds under the same hashed name is taken from there. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    [...FILES].map(async (path) => {
      const old = path.startsWith('/assets/') ? await caches.match(path) : undefined
      const response = old ?? (await fetch(path, { cache: 'no-cache' }))
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      await cache.put(path, response)
    }),
  )
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('sayso-') && name !== CACHE) await caches.delete(name)
  await self.clients.claim()
}

/** Only the app's own files: never an answer of the server, never the desk. */
function answerFor(request: Request): Promise<Response> | null {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return null
  if (url.pathname.startsWith('/v1/') || url.pathname === '/desk' || url.pathname.startsWith('/desk/') || url.pathname === '/health') return null
  if (request.mode === 'navigate') return page(request)
  return FILES.has(url.pathname) ? caches.open(CACHE).then(async (cache) => (await cache.match(url.pathname)) ?? fetch(request)) : null
}

/** The page of this version, at once; a newer version comes with the next start. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match('/index.html')) ?? fetch(request)
}

/** The push is empty. What is shown is one of three fixed sentences: no name, no count, no sound, no badge. */
async function notice(): Promise<void> {
  const options = { tag: 'sayso', silent: true, icon: '/icons/sayso-192.png', renotify: false } as NotificationOptions
  await self.registration.showNotification((await chosen()) ?? NOTICE, options)
}

/** The sentence that the page left for the worker. */
function chosen(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('sayso')
    opening.onerror = () => resolve(undefined)
    // Not made by the page yet: leave nothing behind.
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onsuccess = () => {
      const db = opening.result
      const get = db.transaction('things').objectStore('things').get('public/notice')
      get.onsuccess = () => (db.close(), resolve(typeof get.result === 'string' ? get.result : undefined))
      get.onerror = () => (db.close(), resolve(undefined))
    }
  })
}

async function pages(): Promise<readonly WindowClient[]> {
  const all = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return all.filter(({ url }) => !new URL(url).pathname.startsWith('/desk'))
}

async function tell(what: 'flush' | 'lock'): Promise<void> {
  for (const client of await pages()) client.postMessage(what)
}

/** A tap on the notice: whoever taps gives the PIN first. */
async function openLocked(): Promise<void> {
  await tell('lock')
  const [open] = await pages()
  if (open) await open.focus().catch(() => undefined)
  else await self.clients.openWindow('/?locked')
}
