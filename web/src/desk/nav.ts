import type { IconName } from './parts/Icon.svelte'
import type { Route } from './state/routes.svelte'
import type { Role } from './wire'

export interface Tab {
  page: 'inbox' | 'children' | 'cover' | 'team' | 'tasks' | 'me' | 'accounts' | 'coming' | 'savings' | 'providers' | 'coverage' | 'rights' | 'local' | 'files' | 'decide' | 'exceptions' | 'tie-out' | 'pay-runs' | 'months' | 'today'
  icon: IconName
}

const INBOX: Tab = { page: 'inbox', icon: 'inbox' }
const CHILDREN: Tab = { page: 'children', icon: 'children' }
const COVER: Tab = { page: 'cover', icon: 'cover' }
const TEAM: Tab = { page: 'team', icon: 'team' }
const TASKS: Tab = { page: 'tasks', icon: 'tasks' }
const TODAY: Tab = { page: 'today', icon: 'tasks' }
const SAVINGS: Tab = { page: 'savings', icon: 'savings' }
const FILES: Tab = { page: 'files', icon: 'files' }
const DECIDE: Tab = { page: 'decide', icon: 'decide' }
const EXCEPTIONS: Tab = { page: 'exceptions', icon: 'exceptions' }
const COVERAGE: Tab = { page: 'coverage', icon: 'coverage' }
const RIGHTS: Tab = { page: 'rights', icon: 'accounts' }
const LOCAL: Tab = { page: 'local', icon: 'accounts' }
const TIE_OUT: Tab = { page: 'tie-out', icon: 'tasks' }
const PAY_RUNS: Tab = { page: 'pay-runs', icon: 'send' }
const MONTHS: Tab = { page: 'months', icon: 'cover' }
const ME: Tab = { page: 'me', icon: 'me' }

/** The tabs of a role: what it has nothing to do with is not there. */
export function tabsOf(role: Role): Tab[] {
  switch (role) {
    case 'social_worker':
    case 'iro':
    case 'personal_adviser':
      return [INBOX, CHILDREN, RIGHTS, COVER, TASKS, ME]
    case 'team_manager':
    case 'iro_lead':
      return [INBOX, CHILDREN, RIGHTS, COVER, TEAM, COVERAGE, TASKS, ME]
    case 'system_administrator':
      return [{ page: 'accounts', icon: 'accounts' }, ME]
    case 'business_administrator':
      return [TODAY, SAVINGS, FILES, DECIDE, EXCEPTIONS, TIE_OUT, PAY_RUNS, { page: 'providers', icon: 'providers' }, COVERAGE, LOCAL, ME]
    case 'finance_approver':
      return [TODAY, PAY_RUNS, MONTHS, TIE_OUT, SAVINGS, { page: 'providers', icon: 'providers' }, COVERAGE, LOCAL, ME]
    case 'participation_worker':
      return [{ page: 'coming', icon: 'tasks' }, ME]
  }
}

/** Pages without a tab of their own, with the tabs that lead to them. */
const NEEDS: Partial<Record<Route['page'], Tab['page'][]>> = { thread: ['inbox'], child: ['children'], slips: ['children'], statement: ['savings', 'children'], file: ['files'], 'pay-run': ['pay-runs'], months: ['tie-out'], leavers: ['tie-out'], exports: ['tie-out'], changes: ['tie-out'], first_week: ['today'], policy: ['today'], foundation: ['today'], carers: ['today'], short: ['today'], letter: ['today'] }

/** The route if the role has that page, else the role's first page. */
export function mayOpen(role: Role, route: Route): Route {
  const pages = tabsOf(role).map((tab) => tab.page)
  const needs = NEEDS[route.page] ?? [route.page]
  return needs.some((page) => pages.some((own) => own === page)) ? route : { page: pages[0] ?? 'me' }
}
