/** What the money pages ask of the server. */
import type { Answer, Body } from '../../lib/api'
import { ask } from '../server'

export type Row = Answer<'/v1/staff/money/children', 'get'>['items'][number]
export type Statement = Answer<'/v1/staff/children/{child}/money', 'get'>
export type Provider = Answer<'/v1/staff/money/providers', 'get'>['items'][number]
export type PutProvider = Body<'/v1/staff/money/providers', 'post'>
export type Chase = Answer<'/v1/staff/money/providers/{provider}/chases', 'get'>['items'][number]
export type CoverageRow = Answer<'/v1/staff/money/coverage', 'get'>['items'][number]

/** Every child, page after page. */
export async function listSavings(): Promise<Row[]> {
  const all: Row[] = []
  let after: string | null = null
  do {
    const page: Answer<'/v1/staff/money/children', 'get'> = await ask('get', '/v1/staff/money/children', { query: after ? { after } : {} })
    all.push(...page.items)
    after = page.next_after
  } while (after)
  return all
}
export const readMoney = (child: string) => ask('get', '/v1/staff/children/{child}/money', { path: { child } })
export const closeQuestion = (child: string, query: string) => ask('post', '/v1/staff/children/{child}/money/queries/{query}/closed', { path: { child, query } })
export const closePocket = (child: string, week: string) => ask('post', '/v1/staff/children/{child}/money/pocket/{week}/closed', { path: { child, week } })
export const listProviders = () => ask('get', '/v1/staff/money/providers')
export const addProvider = (body: PutProvider) => ask('post', '/v1/staff/money/providers', { body })
export const changeProvider = (provider: number, body: PutProvider) => ask('put', '/v1/staff/money/providers/{provider}', { path: { provider }, body })
export const listChases = (provider: number) => ask('get', '/v1/staff/money/providers/{provider}/chases', { path: { provider } })
export const chase = (provider: number, id: string, body: { month: string; note: string }) =>
  ask('put', '/v1/staff/money/providers/{provider}/chases/{chase}', { path: { provider, chase: id }, body })
export const seeCoverage = () => ask('get', '/v1/staff/money/coverage')
