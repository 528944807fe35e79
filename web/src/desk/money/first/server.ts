/** What these pages ask of the server. */
import { ApiError, type Answer, type Body } from '../../../lib/api'
import type { paths } from '../../../lib/schema'
import type { Problem } from '../../../lib/wire'
import { ask } from '../../server'

export type Today = Answer<'/v1/staff/money/today', 'get'>
export type FirstWeek = Answer<'/v1/staff/money/first-week', 'get'>
export type Policy = Answer<'/v1/staff/money/policy', 'get'>
export type Accounts = Answer<'/v1/staff/money/accounts', 'get'>
export type Carer = Answer<'/v1/staff/money/carers', 'get'>['items'][number]
export type CarerStep = Body<'/v1/staff/money/carers/{holding}/steps/{step}', 'put'>['step']
export type Short = Answer<'/v1/staff/money/short', 'get'>
export type Gap = Answer<'/v1/staff/money/gaps', 'get'>['items'][number]
export type Letter = Answer<'/v1/staff/money/providers/{provider}/letter', 'get'>
export type OtherKind = Body<'/v1/staff/children/{child}/money/other/{flag}', 'put'>['kind']
export type Receipt = Answer<'/v1/staff/money/accounts-register', 'post'>

export const seeToday = () => ask('get', '/v1/staff/money/today')
export const seeFirstWeek = () => ask('get', '/v1/staff/money/first-week')
export const seePolicy = () => ask('get', '/v1/staff/money/policy')
export const signPolicy = (signing: string, content: string) => ask('put', '/v1/staff/money/policy/signings/{signing}', { path: { signing }, body: { content } })
export const seeAccounts = () => ask('get', '/v1/staff/money/accounts')
export const askForAccounts = (list: string) => ask('put', '/v1/staff/money/foundation-returns/{return}', { path: { return: list } })
export const listCarers = () => ask('get', '/v1/staff/money/carers')
export const declareCarer = (holding: string, body: Body<'/v1/staff/money/carers/{holding}', 'put'>) =>
  ask('put', '/v1/staff/money/carers/{holding}', { path: { holding }, body })
export const ownCarer = (holding: string, owner: string) => ask('put', '/v1/staff/money/carers/{holding}/owner', { path: { holding }, body: { owner } })
export const stepCarer = (holding: string, step: string, body: Body<'/v1/staff/money/carers/{holding}/steps/{step}', 'put'>) =>
  ask('put', '/v1/staff/money/carers/{holding}/steps/{step}', { path: { holding, step }, body })
export const seeShort = () => ask('get', '/v1/staff/money/short')
export const topUp = () => ask('post', '/v1/staff/money/short/top-up')
export const listGaps = () => ask('get', '/v1/staff/money/gaps')
export const tellIros = () => ask('post', '/v1/staff/money/gaps/tell')
export const seeLetter = (provider: number) => ask('get', '/v1/staff/money/providers/{provider}/letter', { path: { provider } })
export const letterSent = (provider: number, chase: string) => ask('put', '/v1/staff/money/providers/{provider}/letters/{chase}', { path: { provider, chase } })
export const flagOther = (child: string, flag: string, kind: OtherKind, note: string) =>
  ask('put', '/v1/staff/children/{child}/money/other/{flag}', { path: { child, flag }, body: { kind, note } })
export const endOther = (child: string, flag: string) => ask('delete', '/v1/staff/children/{child}/money/other/{flag}', { path: { child, flag } })

/** Where a file is sent to. */
export type Door = Extract<keyof paths, '/v1/staff/money/accounts-register' | '/v1/staff/money/opening-balances' | '/v1/staff/money/provider-register' | '/v1/staff/money/foundation-acknowledgements'>

/** A large file takes longer than a form. */
const TIMEOUT_MS = 120_000

/** Sends a file as it is; `compare` is what opening balances are compared with, written like a form. */
export async function sendFile(door: Door, file: File, dry: boolean, compare: string): Promise<Receipt> {
  const response = await fetch(dry ? `${door}?dry_run=true` : door, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'text/csv', ...(compare && { 'compare-with': compare }) },
    body: file,
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null)
  if (!response) throw new ApiError(0, 'no_connection', '')
  if (response.ok) return (await response.json()) as Receipt
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new ApiError(response.status, problem.code ?? 'broken', problem.detail ?? '', problem.field ?? undefined)
}
