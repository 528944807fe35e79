/** The code of an invitation: from the link's fragment (which no server log ever sees), or typed. */

/** Takes the code out of the address, and the address out of the history. Empty when there is none. */
export function askCode(): string {
  const code = decodeURIComponent(location.hash.slice(1))
  if (location.pathname === '/j' && location.hash) history.replaceState(null, '', '/j')
  return tidy(code)
}

/** A code without what people add when they type it: "abc-defg 234" is ABC-DEFG234. */
export function tidy(code: string): string {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return plain.length > 3 ? `${plain.slice(0, 3)}-${plain.slice(3)}` : plain
}
