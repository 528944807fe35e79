/** What the desk asks of the server: one function per thing a person can do, named as the server names it. */
import { ApiError, call, type Answer, type Body, type Call, type MethodsOf } from '../lib/api'
import type { paths } from '../lib/schema'
import type * as W from './wire'

let signedOut = (): void => undefined

/** Says what to do when the server no longer knows the session. */
export function whenSignedOut(tell: () => void): void {
  signedOut = tell
}

/** Calls one operation; a session that is over shows the way in. */
export async function ask<P extends keyof paths, M extends MethodsOf<P>>(method: M, address: P, options: Call<P, M> = {}): Promise<Answer<P, M>> {
  try {
    return await call(method, address, options)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && error.code === 'sign_in') signedOut()
    throw error
  }
}

// Signing in
export const openSession = (sign_in_name: string, password: string) => ask('post', '/v1/staff/session', { body: { sign_in_name, password } })
export const getSession = () => ask('get', '/v1/staff/session')
export const endSession = () => ask('delete', '/v1/staff/session')
export const setPassword = (token: string, password: string) => ask('post', '/v1/staff/password', { body: { token, password } })
export const makeFirstAdministrator = (body: Body<'/v1/staff/first-administrator', 'post'>) => ask('post', '/v1/staff/first-administrator', { body })

// Voice
export const listInbox = () => ask('get', '/v1/staff/inbox')
export const listTopics = () => ask('get', '/v1/topics')
export const readThread = (thread: string, before_seq?: number) =>
  ask('get', '/v1/staff/threads/{thread}', { path: { thread }, query: before_seq === undefined ? {} : { before_seq } })
export const markSeen = (thread: string, up_to_seq: number) => ask('post', '/v1/staff/threads/{thread}/seen', { path: { thread }, body: { up_to_seq } })
export type Reply = Body<'/v1/staff/threads/{thread}/messages/{message}', 'put'>
export const reply = (thread: string, message: string, body: Reply) =>
  ask('put', '/v1/staff/threads/{thread}/messages/{message}', { path: { thread, message }, body })
export type Answered = Body<'/v1/staff/threads/{thread}/asks/{ask}/answered', 'post'>
export const markAnswered = (thread: string, ask_: string, body: Answered) =>
  ask('post', '/v1/staff/threads/{thread}/asks/{ask}/answered', { path: { thread, ask: ask_ }, body })
export type WrittenDown = Body<'/v1/staff/threads/{thread}/written-down/{message}', 'put'>
export const writeDown = (thread: string, message: string, body: WrittenDown) =>
  ask('put', '/v1/staff/threads/{thread}/written-down/{message}', { path: { thread, message }, body })
export const setTopics = (thread: string, message: string, topics: string[]) =>
  ask('put', '/v1/staff/threads/{thread}/messages/{message}/topics', { path: { thread, message }, body: { topics } })
export const sealWrongChild = (thread: string, message: string) =>
  ask('post', '/v1/staff/threads/{thread}/messages/{message}/wrong-child', { path: { thread, message } })
export const pinPlan = (thread: string, message: string | null) => ask('put', '/v1/staff/threads/{thread}/plan', { path: { thread }, body: { message } })
export const copyCaseNote = (thread: string, from_seq: number, to_seq: number) =>
  ask('get', '/v1/staff/threads/{thread}/case-note', { path: { thread }, query: { from_seq, to_seq } })
export const handOver = (thread: string, text: string) => ask('put', '/v1/staff/threads/{thread}/handover', { path: { thread }, body: { text } })
export const openThread = (child: string, post: W.Post) => ask('put', '/v1/staff/children/{child}/posts/{post}/thread', { path: { child, post } })

// People and who covers
export const listChildren = (after?: string) => ask('get', '/v1/staff/children', { query: after ? { after } : {} })
export const readChild = (child: string) => ask('get', '/v1/staff/children/{child}', { path: { child } })
export const changeChild = (child: string, body: Body<'/v1/staff/children/{child}', 'patch'>) =>
  ask('patch', '/v1/staff/children/{child}', { path: { child }, body })
export const resumeMessages = (child: string) => ask('post', '/v1/staff/children/{child}/resume-messages', { path: { child } })
export const listColleagues = () => ask('get', '/v1/staff/colleagues')
export const listCover = () => ask('get', '/v1/staff/cover')
export const setCover = (absence: string, body: Body<'/v1/staff/cover/{absence}', 'put'>) =>
  ask('put', '/v1/staff/cover/{absence}', { path: { absence }, body })
export const cancelCover = (absence: string) => ask('delete', '/v1/staff/cover/{absence}', { path: { absence } })
export const allocate = (allocation: string, body: Body<'/v1/staff/allocations/{allocation}', 'put'>) =>
  ask('put', '/v1/staff/allocations/{allocation}', { path: { allocation }, body })
export const endAllocation = (allocation: string) => ask('post', '/v1/staff/allocations/{allocation}/end', { path: { allocation } })
export const listTasks = () => ask('get', '/v1/staff/tasks')
export const finishTask = (task: string) => ask('post', '/v1/staff/tasks/{task}/done', { path: { task } })

// Rights
export const rightsDesk = () => ask('get', '/v1/staff/rights')
export const readRights = (child: string, as_of?: string) => ask('get', '/v1/staff/children/{child}/rights', { path: { child }, query: as_of ? { as_of } : {} })
export const enterFact = (child: string, fact: string, body: Body<'/v1/staff/children/{child}/rights/facts/{fact}', 'put'>) =>
  ask('put', '/v1/staff/children/{child}/rights/facts/{fact}', { path: { child, fact }, body })
export const signLetter = (child: string, letter: string) => ask('put', '/v1/staff/children/{child}/rights/letters/{letter}', { path: { child, letter } })
export const answerRequest = (request: string, body: Body<'/v1/staff/rights/requests/{request}/steps', 'post'>) =>
  ask('post', '/v1/staff/rights/requests/{request}/steps', { path: { request }, body })
export const listLocalRights = () => ask('get', '/v1/staff/rights/local')
export const signOff = (sign_off: string, body: Body<'/v1/staff/rights/local/{sign_off}', 'put'>) =>
  ask('put', '/v1/staff/rights/local/{sign_off}', { path: { sign_off }, body })

// Phones
export const invite = (child: string, body: Body<'/v1/staff/children/{child}/invitations', 'post'>) =>
  ask('post', '/v1/staff/children/{child}/invitations', { path: { child }, body })
export const listInvitations = (child: string) => ask('get', '/v1/staff/children/{child}/invitations', { path: { child } })
export const endInvitation = (invitation: string) => ask('delete', '/v1/staff/invitations/{invitation}', { path: { invitation } })
export const inviteCaseload = (post: W.Post) => ask('post', '/v1/staff/invitations/caseload', { body: { post } })
export const listDevices = (child: string) => ask('get', '/v1/staff/children/{child}/devices', { path: { child } })
export const confirmDevice = (child: string, account: string, how: Body<'/v1/staff/children/{child}/devices/{account}/confirm', 'post'>['how']) =>
  ask('post', '/v1/staff/children/{child}/devices/{account}/confirm', { path: { child, account }, body: { how } })
export const revokeDevice = (child: string, account: string, reason: W.RevokeReason) =>
  ask('post', '/v1/staff/children/{child}/devices/{account}/revoke', { path: { child, account }, body: { reason } })

// Accounts (system administrator)
export const listAccounts = () => ask('get', '/v1/staff/accounts')
export type NewAccount = Body<'/v1/staff/accounts/{staff}', 'put'>
export const addStaff = (staff: string, body: NewAccount) => ask('put', '/v1/staff/accounts/{staff}', { path: { staff }, body })
export const makePasswordLink = (staff: string) => ask('post', '/v1/staff/accounts/{staff}/password-link', { path: { staff } })
export const disableStaff = (staff: string) => ask('post', '/v1/staff/accounts/{staff}/disable', { path: { staff } })

// Being told
export type StaffChoices = Body<'/v1/staff/choices', 'put'>
export const getChoices = () => ask('get', '/v1/staff/choices')
export const putChoices = (body: StaffChoices) => ask('put', '/v1/staff/choices', { body })
export const pushKey = () => ask('get', '/v1/push-key')
export const putPush = (endpoint: string) => ask('put', '/v1/staff/push', { body: { endpoint } })
export const endPush = (endpoint: string) => ask('delete', '/v1/staff/push', { body: { endpoint } })
