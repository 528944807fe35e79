import type { IconName } from './parts/Icon.svelte'
import type { Route } from './state/routes.svelte'
import type { Role } from './wire'

export interface Tab {
  page: 'inbox' | 'children' | 'cover' | 'team' | 'tasks' | 'me' | 'accounts' | 'coming'
  icon: IconName
}

const INBOX: Tab = { page: 'inbox', icon: 'inbox' }
const CHILDREN: Tab = { page: 'children', icon: 'children' }
const COVER: Tab = { page: 'cover', icon: 'cover' }
const TEAM: Tab = { page: 'team', icon: 'team' }
const TASKS: Tab = { page: 'tasks', icon: 'tasks' }
const ME: Tab = { page: 'me', icon: 'me' }

/** The tabs of a role: what it has nothing to do with is not there. */
export function tabsOf(role: Role): Tab[] {
  switch (role) {
    case 'social_worker':
    case 'iro':
    case 'personal_adviser':
      return [INBOX, CHILDREN, COVER, TASKS, ME]
    case 'team_manager':
    case 'iro_lead':
      return [INBOX, CHILDREN, COVER, TEAM, TASKS, ME]
    case 'system_administrator':
      return [{ page: 'accounts', icon: 'accounts' }, ME]
    case 'business_administrator':
    case 'finance_approver':
    case 'participation_worker':
      return [{ page: 'coming', icon: 'tasks' }, ME]
  }
}

/** The route if the role has that page, else the role's first page. */
export function mayOpen(role: Role, route: Route): Route {
  const pages = tabsOf(role).map((tab) => tab.page)
  const needs = route.page === 'thread' ? 'inbox' : route.page === 'child' || route.page === 'slips' ? 'children' : route.page
  return pages.includes(needs) ? route : { page: pages[0] ?? 'me' }
}
