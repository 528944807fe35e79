/** What the books' pages ask of the server. */
import type { Answer, Body } from '../../../lib/api'
import { ask } from '../../server'

export type TieOut = Answer<'/v1/staff/money/tie-out', 'get'>
export type PayRunRow = Answer<'/v1/staff/money/pay-runs', 'get'>['items'][number]
export type PayRun = Answer<'/v1/staff/money/pay-runs/{run}', 'get'>
export type PayRunLine = PayRun['lines'][number]
export type Month = Answer<'/v1/staff/money/months', 'get'>['items'][number]
export type Leaver = Answer<'/v1/staff/money/leavers', 'get'>['items'][number]
export type Correction = Body<'/v1/staff/money/corrections/{correction}', 'put'>
export type Effect = Answer<'/v1/staff/money/corrections/preview', 'post'>['items'][number]

export const tieOut = (from: string, to: string) => ask('get', '/v1/staff/money/tie-out', { query: from && to ? { from, to } : {} })
export const listPayRuns = () => ask('get', '/v1/staff/money/pay-runs')
export const readPayRun = (run: string) => ask('get', '/v1/staff/money/pay-runs/{run}', { path: { run } })
export const proposePayRun = (run: string, body: Body<'/v1/staff/money/pay-runs/{run}', 'put'>) => ask('put', '/v1/staff/money/pay-runs/{run}', { path: { run }, body })
export const approvePayRun = (run: string, content: string) => ask('post', '/v1/staff/money/pay-runs/{run}/approve', { path: { run }, body: { content } })
export const sendPayRun = (run: string) => ask('post', '/v1/staff/money/pay-runs/{run}/send', { path: { run } })
export const markPaid = (run: string, on: string) => ask('post', '/v1/staff/money/pay-runs/{run}/paid', { path: { run }, body: { on } })
export const giveUp = (run: string) => ask('post', '/v1/staff/money/pay-runs/{run}/give-up', { path: { run } })
export const listMonths = () => ask('get', '/v1/staff/money/months')
export const proposeMonth = (proposal: string, body: Body<'/v1/staff/money/months/proposals/{proposal}', 'put'>) =>
  ask('put', '/v1/staff/money/months/proposals/{proposal}', { path: { proposal }, body })
export const confirmMonth = (proposal: string) => ask('post', '/v1/staff/money/months/proposals/{proposal}/confirm', { path: { proposal } })
export const listLeavers = () => ask('get', '/v1/staff/money/leavers')
export const decideLeaver = (child: string, decision: string, body: Body<'/v1/staff/money/leavers/{child}/decisions/{decision}', 'put'>) =>
  ask('put', '/v1/staff/money/leavers/{child}/decisions/{decision}', { path: { child, decision }, body })
export const confirmLeaver = (child: string, decision: string) => ask('post', '/v1/staff/money/leavers/{child}/decisions/{decision}/confirm', { path: { child, decision } })
export const previewCorrection = (body: Correction) => ask('post', '/v1/staff/money/corrections/preview', { body })
export const correct = (correction: string, body: Correction) => ask('put', '/v1/staff/money/corrections/{correction}', { path: { correction }, body })
export type Changes = Answer<'/v1/staff/money/changes', 'get'>
export const listChanges = () => ask('get', '/v1/staff/money/changes')
export const previewChanges = (body: Body<'/v1/staff/money/changes/preview', 'post'>) => ask('post', '/v1/staff/money/changes/preview', { body })
export const postChanges = (change: string, body: Body<'/v1/staff/money/changes/{change}', 'put'>) => ask('put', '/v1/staff/money/changes/{change}', { path: { change }, body })
