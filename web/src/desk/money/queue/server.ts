/** What the queue asks of the server. */
import type { Answer, Body } from '../../../lib/api'
import type { components } from '../../../lib/schema'
import { ask } from '../../server'

type S = components['schemas']
export type Line = S['QueueLine']
export type Child = S['MoneyChild']
export type Page = Answer<'/v1/staff/money/queue', 'get'>
export type Effect = S['LineEffect']
export type Decision = Body<'/v1/staff/money/lines/{line}/decisions/{decision}', 'put'>
export type Decisions = Body<'/v1/staff/money/decisions/{decision}', 'put'>
export interface Filter { state: 'set_aside' | 'parked'; code: S['Code'] | ''; provider: string; file?: string }

export const listQueue = (filter: Filter, after?: string) =>
  ask('get', '/v1/staff/money/queue', {
    query: {
      state: filter.state,
      ...(filter.code && { exception: filter.code }),
      ...(filter.provider && { provider: Number(filter.provider) }),
      ...(filter.file && { file: filter.file }),
      ...(after && { after }),
    },
  })
export const linesOf = (file: string, after?: string) => ask('get', '/v1/staff/money/queue', { query: { file, ...(after && { after }) } })
export const weighLine = (line: string, child: string) => ask('get', '/v1/staff/money/lines/{line}/for/{child}', { path: { line, child } })
export const decideLine = (line: string, decision: string, body: Decision) =>
  ask('put', '/v1/staff/money/lines/{line}/decisions/{decision}', { path: { line, decision }, body })
export const decideLines = (decision: string, body: Decisions) => ask('put', '/v1/staff/money/decisions/{decision}', { path: { decision }, body })
export const findChild = (text: string) => ask('post', '/v1/staff/money/find-child', { body: { text } })
