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

/** Lies on a device on which its owner wants not to be told; being told is what happens otherwise. */
const OFF = 'desk.push.off'
const remember = (off: boolean): void => {
  try {
    if (off) localStorage.setItem(OFF, '1')
    else localStorage.removeItem(OFF)
  } catch {
    // A browser that keeps nothing asks again.
  }
}
const isOff = (): boolean => {
  try {
    return localStorage.getItem(OFF) !== null
  } catch {
    return false
  }
}

/**
 * After signing in: the server forgets a device when somebody signs out on it, so that it is told anew. Answers `off`
 * where the browser has to be asked first, which needs a tap, and `refused` where the device or its owner said no.
 */
export async function keepPush(): Promise<Here> {
  const here = await pushHere()
  if (here === 'impossible' || here === 'refused') return here
  if (isOff()) return 'refused'
  return Notification.permission === 'granted' ? takePush() : 'off'
}

/** Not on this device: it is not asked about again. */
export function declinePush(): void {
  remember(true)
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
  remember(false)
  return 'on'
}

/** Takes the address back. */
export async function stopPush(): Promise<Here> {
  remember(true)
  const subscription = await (await worker())?.pushManager.getSubscription()
  if (subscription) {
    await server.endPush(subscription.endpoint).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    })
    await subscription.unsubscribe()
  }
  return 'off'
}
