/** A one-time link, as it stands behind the `#` of the address. */
export interface OneTimeLink {
  purpose: 'set' | 'first'
  token: string
}

/** Reads a one-time link and takes it out of the address at once: it must not stay in the history or on the screen. */
export function takeLink(from: Pick<Location, 'hash' | 'pathname'>, history: Pick<History, 'replaceState'>): OneTimeLink | null {
  const found = /^#(set|first)=([\w.~-]+)$/.exec(from.hash)
  const path = from.pathname === '/desk' || from.pathname === '/desk.html' ? '/desk/' : from.pathname
  if (from.hash !== '' || path !== from.pathname) history.replaceState(null, '', path)
  return found ? { purpose: found[1] === 'first' ? 'first' : 'set', token: found[2] ?? '' } : null
}
