/** The service worker: it keeps the app's files, shows the one neutral notice, and wakes the outbox. */
import { session, whenClosing } from './session.svelte'

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown }
}

/** Registers the worker (not in development: there its files change all the time). */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes
  const url = types?.createPolicy('sw', { createScriptURL: (address) => address }).createScriptURL('/sw.js') ?? '/sw.js'
  const registration = await navigator.serviceWorker.register(url as string, { scope: '/', updateViaCache: 'none' }).catch(() => null)
  if (!registration) return

  // A new version waits until nobody is in the middle of something: the app takes it when it starts or locks.
  let asked = false
  const take = (): void => {
    asked = registration.waiting !== null
    registration.waiting?.postMessage('skip')
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked && !session.open) location.reload()
  })
  if (session.stage === 'starting' || session.stage === 'locked') take()
  whenClosing(() => void setTimeout(take, 500))
}
