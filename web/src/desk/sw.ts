/// <reference lib="webworker" />
/**
 * The desk's service worker, scope `/desk/`: keeps the frame of the app so that it opens at once, and shows one fixed line
 * when an empty push comes. It keeps nothing of any child: what the server says never goes through its cache.
 */
declare const self: ServiceWorkerGlobalScope
declare const __FILES__: readonly string[]
declare const __VERSION__: string

import words from './sw.en.json'

const CACHE = `desk-${__VERSION__}`
const PAGE = '/desk.html'

self.addEventListener('install', (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (url.pathname.startsWith('/desk')) event.respondWith(page(request))
  } else if (__FILES__.includes(url.pathname)) event.respondWith(kept(request))
})

self.addEventListener('push', (event) => {
  event.waitUntil(
    self.registration.showNotification(words.title, { body: words.body, tag: 'desk', icon: '/icons/sayso.svg', lang: 'en-GB' }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open())
})

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'no-cache' })))
}

async function tidy(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith('desk-') && name !== CACHE).map((name) => caches.delete(name)))
}

/** The page from the network while there is one, so that a new version shows at once; else as it was kept. */
async function page(request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request)
    if (fresh.ok) return fresh
  } catch {
    // No connection: below.
  }
  return (await caches.match(PAGE)) ?? Response.error()
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request.url)) ?? fetch(request)
}

/** Brings the desk to the front, or opens it. */
async function open(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const desk = windows.find((client) => new URL(client.url).pathname.startsWith('/desk'))
  if (desk) await desk.focus().catch(() => undefined)
  else await self.clients.openWindow('/desk/')
}
