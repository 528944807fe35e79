/** Notices: off until the child says yes. The push itself is empty; the phone shows one of three fixed sentences. */
import { call } from '../lib/api'
import { amend, ask, session } from './session.svelte'
import { shelf } from './store/phone'
import { t } from './texts/more'

/** The sentences that a notice can be, by their number. */
export const PUSH_TEXTS = [1, 2, 3] as const

/** The sentence of a number. */
export function pushText(n: number): string {
  return t(n === 2 ? 'push.text2' : n === 3 ? 'push.text3' : 'push.text1')
}

/** Whether this browser can show notices at all (an iPhone only from the home screen). */
export const canPush = (): boolean => 'Notification' in window && 'PushManager' in window && 'serviceWorker' in navigator

/** Tells the worker which sentence to show; it has no catalogue and no key. */
export async function tellWorker(n: number): Promise<void> {
  await shelf.put('public/notice', pushText(n)).catch(() => undefined)
}

/** Saves what the child chose about notices and language. */
export async function choose(change: Partial<{ language: string | null; push: boolean; push_text: number; quiet_from: number; quiet_until: number }>): Promise<void> {
  const now = session.me?.choices
  if (!now) return
  const { language, push, push_text, quiet_from, quiet_until } = { ...now, ...change }
  const choices = await ask('put', '/v1/child/choices', { body: { language, push, push_text, quiet_from, quiet_until } })
  amend({ choices })
  await tellWorker(choices.push_text)
}

/** Turns notices on. Answers `blocked` when the phone does not let us. Must be called from a tap. */
export async function turnOn(): Promise<'on' | 'blocked'> {
  if (!canPush() || (await Notification.requestPermission()) !== 'granted') return 'blocked'
  const { key } = await ask('get', '/v1/push-key')
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  await ask('put', '/v1/child/push', { body: { endpoint: subscription.endpoint } })
  await choose({ push: true })
  return 'on'
}

/** Ends this phone's notices, here and at the server; what the child chose stays. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  if (subscription) {
    await call('delete', '/v1/child/push', { body: { endpoint: subscription.endpoint } }).catch(() => undefined)
    await subscription.unsubscribe()
  }
}

/** Turns notices off. */
export async function turnOff(): Promise<void> {
  await unsubscribe()
  await choose({ push: false })
}

/** "Not now": the question does not come back for a month. */
export async function notNow(): Promise<void> {
  await ask('post', '/v1/child/push/not-now')
  const choices = session.me?.choices
  if (choices) amend({ choices: { ...choices, ask_push: false } })
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replace(/-/g, '+').replace(/_/g, '/')
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
}
