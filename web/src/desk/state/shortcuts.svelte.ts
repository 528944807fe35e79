import { go, where } from './routes.svelte'

const KEY = 'desk-shortcuts'

/** Whether single letters do something: can be turned off, because voice control and tired fingers type letters too. */
class Shortcuts {
  on = $state(localStorage.getItem(KEY) !== 'off')

  set(on: boolean): void {
    this.on = on
    if (on) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  }
}

/** The choice. */
export const shortcuts = new Shortcuts()

const TYPING = 'input, textarea, select, [contenteditable], dialog *'

/** r: reply. j and k from outside the list: into it. Escape: from a thread back to its row. */
export function followKeys(): () => void {
  const heard = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : null
    if (event.key === 'Escape' && where.route.page === 'thread' && !target?.closest('dialog')) {
      event.preventDefault()
      backToRow(where.route.id)
    } else if (shortcuts.on && !target?.closest(TYPING)) act(event)
  }
  document.addEventListener('keydown', heard)
  return () => document.removeEventListener('keydown', heard)
}

function act(event: KeyboardEvent): void {
  const focus = (selector: string): void => {
    const element = document.querySelector<HTMLElement>(selector)
    if (!element) return
    event.preventDefault()
    element.focus()
  }
  if (event.key === 'r' && where.route.page === 'thread') focus('#words')
  if (event.key === 'j' || event.key === 'k') focus('.inbox a[aria-current], .inbox a[href]')
}

function backToRow(thread: string): void {
  go({ page: 'inbox' })
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.inbox a[href$="${thread}"]`)?.focus())
}
