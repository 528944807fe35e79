/** What the desk asks of the server: one function per thing a person can do, named as the server names it. */
import { ApiError, call } from '../lib/api'
import type * as W from './wire'

let signedOut = (): void => undefined

/** Says what to do when the server no longer knows the session. */
export function whenSignedOut(tell: () => void): void {
  signedOut = tell
}

async function ask<T>(method: string, path: string, options?: { body?: unknown }): Promise<T> {
  try {
    return await (call as unknown as (method: string, path: string, options?: { body?: unknown }) => Promise<T>)(method, path, options)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && error.code === 'sign_in') signedOut()
    throw error
  }
}

const get = <T>(path: string) => ask<T>('get', path)
const put = <T = void>(path: string, body: unknown) => ask<T>('put', path, { body })
const post = <T = void>(path: string, body: unknown = {}) => ask<T>('post', path, { body })
const remove = (path: string, body?: unknown) => ask<void>('delete', path, { body })
const thread = (id: string) => `/v1/staff/threads/${id}`
const child = (id: string) => `/v1/staff/children/${id}`

// Signing in
export const openSession = (sign_in_name: string, password: string) => post<W.StaffMe>('/v1/staff/session', { sign_in_name, password })
export const getSession = () => get<W.StaffMe>('/v1/staff/session')
export const endSession = () => remove('/v1/staff/session')
export const setPassword = (token: string, password: string) => post('/v1/staff/password', { token, password })
export const makeFirstAdministrator = (body: { token: string; name: string; sign_in_name: string; password: string }) =>
  post('/v1/staff/first-administrator', body)

// Voice
export const listInbox = () => get<{ items: W.InboxItem[] }>('/v1/staff/inbox')
export const listTopics = () => get<W.Topics>('/v1/topics')
export const readThread = (id: string, before?: number) => get<W.Thread>(thread(id) + (before === undefined ? '' : `?before_seq=${before}`))
export const markSeen = (id: string, up_to_seq: number) => post(`${thread(id)}/seen`, { up_to_seq })
export interface Reply { text: string; in_reply_to: string | null; purpose: 'message' | 'quick_reply' | 'hello' | 'goodbye'; language: string | null }
export const reply = (id: string, message: string, body: Reply) => put<W.Sent>(`${thread(id)}/messages/${message}`, body)
export interface Answered {
  message: string
  how: W.ClosedHow
  said: string
  decided_by: string | null
  decision_on: string | null
  happened_at: string | null
}
export const markAnswered = (id: string, ask: string, body: Answered) => post<W.Ask>(`${thread(id)}/asks/${ask}/answered`, body)
export interface WrittenDown { text: string; channel: Exclude<W.Channel, 'app'>; said_by: 'child' | 'staff'; said_at: string; kind: W.Kind | null }
export const writeDown = (id: string, message: string, body: WrittenDown) => put<W.Sent>(`${thread(id)}/written-down/${message}`, body)
export const setTopics = (id: string, message: string, topics: string[]) => put(`${thread(id)}/messages/${message}/topics`, { topics })
export const sealWrongChild = (id: string, message: string) => post(`${thread(id)}/messages/${message}/wrong-child`)
export const pinPlan = (id: string, message: string | null) => put(`${thread(id)}/plan`, { message })
export const copyCaseNote = (id: string, from: number, to: number) =>
  get<{ text: string }>(`${thread(id)}/case-note?from_seq=${from}&to_seq=${to}`)
export const handOver = (id: string, text: string) => put(`${thread(id)}/handover`, { text })
export const openThread = (of: string, which: W.Post) => put<{ thread: string }>(`${child(of)}/posts/${which}/thread`, {})

// People and who covers
export const listChildren = (after?: string) =>
  get<{ items: W.ChildRow[]; next_after: string | null }>('/v1/staff/children' + (after ? `?after=${after}` : ''))
export const readChild = (id: string) => get<W.ChildCard>(child(id))
export const changeChild = (id: string, body: { known_as?: string; first_language?: string; interpreter?: boolean }) =>
  ask<void>('patch', child(id), { body })
export const resumeMessages = (id: string) => post(`${child(id)}/resume-messages`)
export const listColleagues = () => get<{ items: W.Person[] }>('/v1/staff/colleagues')
export const listCover = () => get<{ items: W.Absence[] }>('/v1/staff/cover')
export const setCover = (id: string, body: { staff: string | null; cover: string | null; from: string; back_on: string }) =>
  put(`/v1/staff/cover/${id}`, body)
export const cancelCover = (id: string) => remove(`/v1/staff/cover/${id}`)
export const allocate = (id: string, body: { child: string; staff: string; post: W.Post; from: string | null }) =>
  put(`/v1/staff/allocations/${id}`, body)
export const endAllocation = (id: string) => post(`/v1/staff/allocations/${id}/end`)
export const listTasks = () => get<{ items: W.Task[] }>('/v1/staff/tasks')
export const finishTask = (id: string) => post(`/v1/staff/tasks/${id}/done`)

// Phones
export const invite = (of: string, body: { invitation: string; kind: 'screen' | 'paper'; reason: W.InviteReason }) =>
  post<W.NewInvitation>(`${child(of)}/invitations`, body)
export const listInvitations = (of: string) => get<{ items: W.Invitation[] }>(`${child(of)}/invitations`)
export const endInvitation = (id: string) => remove(`/v1/staff/invitations/${id}`)
export const inviteCaseload = (which: W.Post) => post<{ items: W.Slip[] }>('/v1/staff/invitations/caseload', { post: which })
export const listDevices = (of: string) => get<{ items: W.Device[] }>(`${child(of)}/devices`)
export const confirmDevice = (of: string, account: string, how: 'same_words' | 'spoke' | 'saw') =>
  post(`${child(of)}/devices/${account}/confirm`, { how })
export const revokeDevice = (of: string, account: string, reason: W.RevokeReason) => post(`${child(of)}/devices/${account}/revoke`, { reason })

// Accounts (system administrator)
export const listAccounts = () => get<{ items: W.Account[] }>('/v1/staff/accounts')
export interface NewAccount { code: string; name: string; role: W.Role; team: string | null; email: string | null; sign_in_name: string }
export const addStaff = (id: string, body: NewAccount) => put(`/v1/staff/accounts/${id}`, body)
export const makePasswordLink = (id: string) => post<{ link: string; expires_at: string }>(`/v1/staff/accounts/${id}/password-link`)
export const disableStaff = (id: string) => post(`/v1/staff/accounts/${id}/disable`)

// Being told
export interface StaffChoices { language: string | null; push: boolean; push_text: number; quiet_from: number; quiet_until: number }
export const getChoices = () => get<StaffChoices & { ask_push: boolean }>('/v1/staff/choices')
export const putChoices = (body: StaffChoices) => put<StaffChoices>('/v1/staff/choices', body)
export const pushKey = () => get<{ key: string }>('/v1/push-key')
export const putPush = (endpoint: string) => put('/v1/staff/push', { endpoint })
export const endPush = (endpoint: string) => remove('/v1/staff/push', { endpoint })
