/** Where the app stands, by the History API. Addresses hold random ids only: no names, no words. */
import { tick } from 'svelte'

const here = $state({ path: location.pathname })

/** The address as the screens read it. */
export const route = {
  get path(): string {
    return here.path
  },
  /** The parts after the first slash: `/t/123` is `['t', '123']`. */
  get parts(): string[] {
    return here.path.split('/').filter(Boolean)
  },
}

/** Opens a page of the app, and tells a screen reader by moving to its heading. */
export function go(path: string, replace = false): void {
  if (path === location.pathname && !replace) return
  history[replace ? 'replaceState' : 'pushState'](null, '', path)
  here.path = path
  void toHeading()
}

/** Moves the focus to the page's heading, once it is there. */
export async function toHeading(): Promise<void> {
  await tick()
  const heading = document.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
}

addEventListener('popstate', () => {
  here.path = location.pathname
  void toHeading()
})

/** Plain links stay plain links; those to our own pages open without a reload. */
addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (link.origin !== location.origin || link.hasAttribute('download') || link.target || link.pathname.startsWith('/v1/') || link.hash) return
  event.preventDefault()
  if (link.pathname !== here.path) scrollTo(0, 0)
  go(link.pathname)
})
