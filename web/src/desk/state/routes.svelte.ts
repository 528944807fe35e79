import { tick } from 'svelte'

/** Where in the desk one is. */
export type Route =
  | { page: 'inbox' | 'children' | 'cover' | 'team' | 'tasks' | 'me' | 'accounts' | 'slips' | 'coming' | 'savings' | 'providers' | 'coverage' | 'rights' | 'local' | 'files' | 'exceptions' | 'tie-out' | 'pay-runs' | 'months' | 'leavers' | 'exports' | 'changes' | 'today' | 'first_week' | 'policy' | 'foundation' | 'carers' | 'short' }
  | { page: 'decide'; file?: string; row?: string }
  | { page: 'thread' | 'child' | 'statement' | 'file' | 'pay-run' | 'letter'; id: string }

const ID = /^[0-9a-f-]{36}$/
const PAGES = ['children', 'cover', 'team', 'tasks', 'me', 'accounts', 'slips', 'coming', 'savings', 'providers', 'coverage', 'rights', 'local', 'files', 'exceptions', 'tie-out', 'pay-runs', 'months', 'leavers', 'exports', 'changes', 'today', 'first_week', 'policy', 'foundation', 'carers', 'short'] as const

/** The route of an address; the inbox when it is none. */
export function parse(path: string): Route {
  const [, , page = '', id = '', row = ''] = path.split('/')
  if (page === 'decide') return { page, ...(ID.test(id) && { file: id }), ...(ID.test(id) && ID.test(row) && { row }) }
  if ((page === 'thread' || page === 'child' || page === 'statement' || page === 'file' || page === 'pay-run') && ID.test(id)) return { page, id }
  if (page === 'letter' && /^\d+$/.test(id)) return { page, id }
  const plain = PAGES.find((p) => p === page)
  return { page: plain ?? 'inbox' }
}

/** The address of a route. */
export function href(route: Route): string {
  if (route.page === 'inbox') return '/desk/'
  if (route.page === 'decide') return ['/desk/decide', route.file, route.row].filter(Boolean).join('/')
  return 'id' in route ? `/desk/${route.page}/${route.id}` : `/desk/${route.page}`
}

class Where {
  route = $state.raw<Route>(parse(location.pathname))
}

/** Where one is now. */
export const where = new Where()

/** Goes somewhere. */
export function go(to: Route, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', href(to))
  void arrive()
}

async function arrive(): Promise<void> {
  where.route = parse(location.pathname)
  await tick()
  document.querySelector<HTMLElement>('[data-focus]')?.focus({ preventScroll: true })
}

/** Follows the desk's own links without loading the page again, and the browser's back and forward. */
export function followLinks(): void {
  addEventListener('popstate', () => void arrive())
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith('/desk') || link.hash) return
    event.preventDefault()
    history.pushState(null, '', link.pathname)
    void arrive()
  })
}
