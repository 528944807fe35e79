/**
 * Sealing what the phone keeps.
 *
 * The server hands out an account's key when the account is unlocked; it lives in memory and nowhere else, so a locked
 * phone, a stolen phone and a copied disk hold nothing that can be read. While it is locked a child can still write:
 * the account's letterbox (an ECDH P-256 pair whose private half is sealed under the key) takes words in, and gives them
 * out only after the next unlock.
 */
export type Box = Uint8Array<ArrayBuffer>

const NONCE_BYTES = 12
const POINT_BYTES = 65
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

/** The account's key, from the server's base64. It cannot be taken out of the browser's hands again. */
export async function keyFrom(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** Seals a thing. The label (where it lies) is bound in: a sealed thing that was moved does not open. */
export async function seal(key: CryptoKey, thing: unknown, label: string): Promise<Box> {
  return sealBytes(key, new TextEncoder().encode(JSON.stringify(thing)), label)
}

/** Opens a sealed thing. Throws when the key or the label is another. */
export async function unseal<T>(key: CryptoKey, box: Box, label: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, box, label))) as T
}

/** A letterbox: anybody who holds the phone may put words in; only the account's key gives them out. */
export interface Letterbox {
  /** The public half, raw. */
  slot: Box
  /** The private half, sealed under the account's key. */
  lock: Box
}

/** Makes a letterbox for an account. */
export async function makeLetterbox(key: CryptoKey, account: string): Promise<Letterbox> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])
  const [slot, secret] = await Promise.all([crypto.subtle.exportKey('raw', pair.publicKey), crypto.subtle.exportKey('pkcs8', pair.privateKey)])
  return { slot: new Uint8Array(slot), lock: await sealBytes(key, new Uint8Array(secret), `letterbox/${account}`) }
}

/** Whether a letterbox still belongs to this key: a phone that was enrolled anew has another. */
export async function fits(key: CryptoKey, account: string, letterbox: Letterbox): Promise<boolean> {
  return unsealBytes(key, letterbox.lock, `letterbox/${account}`).then(() => true, () => false)
}

/** Puts a thing into a letterbox. */
export async function drop(slot: Box, thing: unknown, label: string): Promise<Box> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])
  const once = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const theirs = await crypto.subtle.importKey('raw', slot, CURVE, false, [])
  const key = await agree(pair.privateKey, theirs, once, slot)
  return join(once, await seal(key, thing, label))
}

/** Takes a thing out of a letterbox, with the account's key. */
export async function collect<T>(accountKey: CryptoKey, account: string, letterbox: Letterbox, box: Box, label: string): Promise<T> {
  const secret = await unsealBytes(accountKey, letterbox.lock, `letterbox/${account}`)
  const mine = await crypto.subtle.importKey('pkcs8', secret, CURVE, false, ['deriveBits'])
  const once = box.slice(0, POINT_BYTES)
  const theirs = await crypto.subtle.importKey('raw', once, CURVE, false, [])
  const key = await agree(mine, theirs, once, letterbox.slot)
  return unseal<T>(key, box.slice(POINT_BYTES), label)
}

async function agree(mine: CryptoKey, theirs: CryptoKey, once: Box, slot: Box): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256)
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const info = join(new TextEncoder().encode('sayso letterbox 1'), once, slot)
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function sealBytes(key: CryptoKey, bytes: Box, label: string): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(label) }, key, bytes)
  return join(iv, new Uint8Array(sealed))
}

async function unsealBytes(key: CryptoKey, box: Box, label: string): Promise<Box> {
  const additionalData = new TextEncoder().encode(label)
  const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.slice(0, NONCE_BYTES), additionalData }, key, box.slice(NONCE_BYTES))
  return new Uint8Array(bytes)
}

function join(...parts: Box[]): Box {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
