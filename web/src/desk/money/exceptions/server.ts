/** What the page of exceptions asks of the server. */
import type { Body } from '../../../lib/api'
import type { components } from '../../../lib/schema'
import { ask } from '../../server'

type S = components['schemas']
export type Row = S['ExceptionRow']
export type Code = S['Code']
export type Act = Body<'/v1/staff/money/exceptions/{exception}/acts/{act}', 'put'>
export interface Filter { state: 'open' | 'resolved'; code: Code | ''; mine: boolean }

export const listExceptions = (filter: Filter, after?: string) =>
  ask('get', '/v1/staff/money/exceptions', { query: { state: filter.state, ...(filter.code && { exception: filter.code }), ...(filter.mine && { mine: true }), ...(after && { after }) } })
export const handle = (exception: string, act: string, body: Act) => ask('put', '/v1/staff/money/exceptions/{exception}/acts/{act}', { path: { exception, act }, body })
