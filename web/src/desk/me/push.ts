import { ApiError } from '../../lib/api'
import * as server from '../server'
import { worker } from '../state/worker'
import { keyBytes } from './key'

/** Whether this device tells. */
export type Here = 'asking' | 'on' | 'off' | 'refused' | 'impossible' | 'failed'

/** How it stands on this device. */
export async function pushHere(): Promise<Here> {
  const registration = await worker()
  if (!registration || !('PushManager' in globalThis)) return 'impossible'
  if (Notification.permission === 'denied') return 'refused'
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the browser, and gives its address to the server. */
export async function takePush(): Promise<Here> {
  const registration = await worker()
  if (!registration) return 'impossible'
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  const { key } = await server.pushKey()
  const subscription = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) })
    .catch(() => null)
  if (!subscription) return 'failed'
  try {
    await server.putPush(subscription.endpoint)
  } catch (error) {
    await subscription.unsubscribe()
    throw error
  }
  return 'on'
}

/** Takes the address back. */
export async function stopPush(): Promise<Here> {
  const subscription = await (await worker())?.pushManager.getSubscription()
  if (subscription) {
    await server.endPush(subscription.endpoint).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    })
    await subscription.unsubscribe()
  }
  return 'off'
}
