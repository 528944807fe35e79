/** Moves through a list of links with j and k or the arrows; Home and End go to its ends. Enter is the link's own. */
export function moveFocus(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const list = event.currentTarget
  if (!(list instanceof HTMLElement)) return
  const rows = [...list.querySelectorAll<HTMLElement>('a[href]')].filter((row) => !row.closest('details:not([open])'))
  const at = rows.findIndex((row) => row === document.activeElement)
  const to = target(event.key, at, rows.length)
  if (to === null) return
  event.preventDefault()
  rows[to]?.focus()
}

/** Which row a key moves to; null when the key is none of these. Pure. */
export function target(key: string, at: number, rows: number): number | null {
  if (rows === 0) return null
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(at + 1, rows - 1)
    case 'k':
    case 'ArrowUp':
      return Math.max(at - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return rows - 1
    default:
      return null
  }
}
