/**
 * The desk's own service worker, scope `/desk/`: the empty push, and the frame of the app. Under Trusted Types its address
 * must be a trusted one; the policy knows this one address.
 */
interface TrustedFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

/** Registers it. Without one the desk works; it then has no push. */
export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const factory = (globalThis as { trustedTypes?: TrustedFactory }).trustedTypes
  const policy = factory?.createPolicy('sw', {
    createScriptURL: (url) => {
      if (url !== '/desk/sw.js') throw new TypeError('not the desk’s worker')
      return url
    },
  })
  await navigator.serviceWorker.register(policy?.createScriptURL('/desk/sw.js') ?? '/desk/sw.js', { scope: '/desk/' }).catch(() => undefined)
}

/** The registration, once there is one. */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  return 'serviceWorker' in navigator ? ((await navigator.serviceWorker.getRegistration('/desk/')) ?? null) : null
}
