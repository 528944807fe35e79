/**
 * What the server takes and gives, in the shape that openapi-typescript writes.
 * Written by hand from the contract until `openapi/sayso.json` is there; then `npm run schema` replaces it.
 */
interface Op<P, Q, B, A, S extends number = 200> {
  parameters: { path: P; query?: Q }
  requestBody: B extends undefined ? undefined : { content: { 'application/json': B } }
  responses: Record<S, { content: { 'application/json': A } }>
}
type Get<P, A, Q = never> = Op<P, Q, undefined, A>
type None = Record<string, never>
type Nothing = undefined
type S = components['schemas']

export interface components {
  schemas: {
    Post: 'social_worker' | 'iro' | 'personal_adviser'
    Kind: 'chat' | 'decision' | 'worry' | 'good_news'
    Channel: 'app' | 'text' | 'call' | 'visit' | 'letter'
    Purpose: 'message' | 'hello' | 'goodbye' | 'quick_reply' | 'outcome' | 'notice'
    Problem: { type: string; title: string; status: number; code: string; detail: string; field?: string; wait_s?: number }
    Contact: { name: string; phone: string; email: string }
    Council: { name: string; night_number: string; advocacy: S['Contact']; complaints: S['Contact'] }
    HelpLine: { words: string; number: string | null }
    HelpPage: { code: string; name: string; direction: 'ltr' | 'rtl'; to_be_checked: boolean; title: string; lines: S['HelpLine'][] }
    Help: { languages: S['HelpPage'][] }
    Topic: { id: string; words: string; kind: S['Kind']; not_to_holder: boolean }
    QuickReply: { id: string; level: 'younger' | 'older'; words: string }
    Topics: { topics: S['Topic'][]; quick_replies: S['QuickReply'][]; kinds: { kind: S['Kind']; working_days: number }[] }
    ChildChoices: { language: string | null; push: boolean; push_text: number; quiet_from: number; quiet_until: number; ask_push: boolean }
    ChildChoicesWanted: { language: string | null; push: boolean; push_text: number; quiet_from: number; quiet_until: number }
    Me: {
      child: string
      account: string
      known_as: string | null
      picture: string
      confirmed: boolean
      three_words: string[] | null
      lock_after_s: number
      local_key: string
      expires_at: string
      choices: S['ChildChoices']
    }
    DeviceAccount: { account: string; picture: string; confirmed: boolean; shut: boolean; wait_s: number | null }
    PhoneItem: {
      account: string
      picture: string
      made_at: string
      last_used_at: string
      this_one: boolean
      confirmed: boolean
      revoked_at: string | null
      revoke_reason: string | null
    }
    Person: { staff: string; name: string; role: string; about: string | null; work_days: string[] }
    Reads: { open_now: boolean; next_from: string; team: string | null }
    Reader: { person: S['Person']; why: string }
    Cover: { person: S['Person']; back_on: string | null }
    Ask: {
      id: string
      kind: S['Kind']
      opened_at: string
      opened_by_message: string
      first_seq: number
      answer_by: string
      first_answer_by: string
      state: 'open' | 'late' | 'passed_on' | 'answered'
      passed_on_to: string | null
      closed_at: string | null
      closed_how: 'message' | 'call' | 'visit' | 'decided' | 'decision_pending' | null
      outcome: string | null
      decided_by: string | null
      decision_on: string | null
      child_says: 'right' | 'not_right' | null
    }
    WrittenWith: { helper: 'nobody' | 'social_worker' | 'carer' | 'advocate' | 'someone_else'; device: 'mine' | 'workers' | 'someone_elses'; alone: boolean }
    Author: { kind: 'child' | 'staff' | 'system'; staff: string | null; name: string | null; mine: boolean }
    Seen: { name: string; at: string }
    Message: {
      id: string
      thread: string
      seq: number
      author: S['Author']
      written_down_by: string | null
      channel: S['Channel']
      kind: S['Kind'] | null
      purpose: S['Purpose']
      text: string | null
      hidden: 'by_child' | 'wrong_child' | null
      topics: string[]
      in_reply_to: string | null
      written_with: S['WrittenWith'] | null
      language: string | null
      said_at: string
      phone_at: string | null
      received_at: string
      device_confirmed: boolean
      seen: S['Seen'][]
    }
    PostThread: { post: S['Post']; thread: string }
    PersonInPost: {
      post: S['Post']
      thread: string
      holder: S['Person'] | null
      cover: S['Cover'] | null
      readers: S['Reader'][]
      reads: S['Reads']
      ask: S['Ask'] | null
      last_message_at: string | null
    }
    People: { items: S['PersonInPost'][]; messages_stopped: boolean }
    Thread: {
      thread: string
      post: S['Post']
      child: string
      messages: S['Message'][]
      ask: S['Ask'] | null
      plan: S['Message'] | null
      next_before_seq: number | null
      reads: S['Reads']
    }
    ChildMessage: {
      text: string
      kind: S['Kind'] | null
      topics: string[]
      in_reply_to: string | null
      channel: 'app'
      written_with: S['WrittenWith'] | null
      language: string | null
      phone_at: string
    }
    Sent: { message: S['Message']; ask: S['Ask'] | null; reads: S['Reads'] }
    Look: { at: string; name: string; role: string; what: string }
    StaffMe: { staff: string; name: string; role: string; role_words: string; manages: { team: string; name: string }[]; expires_at: string }
    ChildName: { id: string; known_as: string | null; reference: string }
    InboxItem: {
      thread: string
      post: S['Post']
      child: S['ChildName']
      relation: string
      ask: S['Ask'] | null
      last_message_at: string | null
      last_from: string | null
      unseen: number
      dates_only: boolean
      handover_waiting: boolean
    }
    Handover: { text: string; written_by: string; written_at: string }
    StaffThread: S['Thread'] & { relation: string; readers: S['Reader'][]; visible_from_seq: number; dates_only: boolean; handover: S['Handover'] | null }
    StaffMessage: { text: string; in_reply_to: string | null; purpose: 'message' | 'quick_reply' | 'hello' | 'goodbye'; language: string | null }
    Answered: {
      message: string
      how: 'message' | 'call' | 'visit' | 'decided' | 'decision_pending'
      said: string
      decided_by: string | null
      decision_on: string | null
      happened_at: string | null
    }
    WrittenDown: { text: string; channel: S['Channel']; said_by: 'child' | 'staff'; said_at: string; kind: S['Kind'] | null }
    StaffChild: {
      child: string
      known_as: string | null
      reference: string
      age: number | null
      first_language: string | null
      interpreter: boolean
      messages_stopped: boolean
      posts: { post: S['Post']; holder: S['Person'] | null; cover: S['Cover'] | null }[]
    }
    CoverItem: { absence: string; staff: S['Person']; cover: S['Person'] | null; from: string; back_on: string; cancelled: boolean }
    Task: { task: string; kind: string; words: string; child: S['ChildName'] | null; made_at: string }
    Invitation: {
      invitation: string
      kind: 'screen' | 'paper'
      reason: 'first' | 'new_phone' | 'forgot_pin' | 'second_device'
      made_at: string
      expires_at: string
      state: 'open' | 'used' | 'expired' | 'too_many_tries' | 'ended'
      account: string | null
      three_words: string[] | null
      confirmed: boolean
    }
    InvitationMade: { invitation: string; code: string; link: string; qr_svg: string; expires_at: string }
    CaseloadInvitation: { child: string; known_as: string | null; code: string; link: string; qr_svg: string; expires_at: string }
    StaffAccount: { staff: string; code: string; name: string; role: string; team: string | null; email: string | null; sign_in_name: string | null; disabled: boolean }
  }
}

type Id<K extends string> = Record<K, string>
type ThreadMessage = { thread: string; message: string }

export interface paths {
  '/v1/council': { get: Get<None, S['Council']> }
  '/v1/help': { get: Get<None, S['Help']> }
  '/v1/topics': { get: Get<None, S['Topics']> }
  '/v1/enrolments/check': { post: Op<None, never, { code: string }, Nothing, 204> }
  '/v1/enrolments': { post: Op<None, never, { code: string; pin: string; picture: string }, S['Me'], 201> }
  '/v1/device': { get: Get<None, { accounts: S['DeviceAccount'][] }> }
  '/v1/child/session': {
    get: Get<None, S['Me']>
    post: Op<None, never, { account?: string; pin: string }, S['Me']>
    delete: Op<None, never, undefined, Nothing, 204>
  }
  '/v1/child/session/hidden': { post: Op<None, never, { hidden: boolean }, Nothing, 204> }
  '/v1/child/pin': { put: Op<None, never, { old_pin: string; new_pin: string }, Nothing, 204> }
  '/v1/child/lock': { put: Op<None, never, { lock_after_s: number }, Nothing, 204> }
  '/v1/child/devices': { get: Get<None, { items: S['PhoneItem'][] }> }
  '/v1/child/devices/{account}/revoke': { post: Op<Id<'account'>, never, { reason: string }, Nothing, 204> }
  '/v1/child/posts': { get: Get<None, { items: S['PostThread'][] }> }
  '/v1/child/people': { get: Get<None, S['People']> }
  '/v1/threads/{thread}': { get: Get<Id<'thread'>, S['Thread'], { before_seq?: number; limit?: number }> }
  '/v1/threads/{thread}/messages/{message}': { put: Op<ThreadMessage, never, S['ChildMessage'], S['Sent'], 200 | 201> }
  '/v1/threads/{thread}/messages/{message}/topics': { put: Op<ThreadMessage, never, { topics: string[] }, Nothing, 204> }
  '/v1/threads/{thread}/messages/{message}/hide': { post: Op<ThreadMessage, never, undefined, Nothing, 204> }
  '/v1/threads/{thread}/asks/{ask}/right': { post: Op<{ thread: string; ask: string }, never, { right: boolean }, S['Ask']> }
  '/v1/child/who-looked': { get: Get<None, { items: S['Look'][]; next_before: string | null }, { before?: string }> }
  '/v1/child/choices': { put: Op<None, never, S['ChildChoicesWanted'], S['ChildChoices']> }
  '/v1/child/push': {
    put: Op<None, never, { endpoint: string }, Nothing, 204>
    delete: Op<None, never, { endpoint: string }, Nothing, 204>
  }
  '/v1/child/push/not-now': { post: Op<None, never, undefined, Nothing, 204> }
  '/v1/push-key': { get: Get<None, { key: string }> }
  '/v1/staff/session': {
    get: Get<None, S['StaffMe']>
    post: Op<None, never, { sign_in_name: string; password: string }, S['StaffMe']>
    delete: Op<None, never, undefined, Nothing, 204>
  }
  '/v1/staff/password': { post: Op<None, never, { token: string; password: string }, Nothing, 204> }
  '/v1/staff/first-administrator': { post: Op<None, never, { token: string; name: string; sign_in_name: string; password: string }, Nothing, 201> }
  '/v1/staff/inbox': { get: Get<None, { items: S['InboxItem'][] }> }
  '/v1/staff/threads/{thread}': { get: Get<Id<'thread'>, S['StaffThread'], { before_seq?: number; limit?: number }> }
  '/v1/staff/threads/{thread}/seen': { post: Op<Id<'thread'>, never, { up_to_seq: number }, Nothing, 204> }
  '/v1/staff/threads/{thread}/messages/{message}': { put: Op<ThreadMessage, never, S['StaffMessage'], S['Sent'], 200 | 201> }
  '/v1/staff/threads/{thread}/asks/{ask}/answered': { post: Op<{ thread: string; ask: string }, never, S['Answered'], S['Ask']> }
  '/v1/staff/threads/{thread}/written-down/{message}': { put: Op<ThreadMessage, never, S['WrittenDown'], S['Sent'], 200 | 201> }
  '/v1/staff/threads/{thread}/messages/{message}/topics': { put: Op<ThreadMessage, never, { topics: string[] }, Nothing, 204> }
  '/v1/staff/threads/{thread}/messages/{message}/wrong-child': { post: Op<ThreadMessage, never, undefined, Nothing, 204> }
  '/v1/staff/threads/{thread}/plan': { put: Op<Id<'thread'>, never, { message: string | null }, Nothing, 204> }
  '/v1/staff/threads/{thread}/case-note': { get: Get<Id<'thread'>, { text: string }, { from_seq?: number; to_seq?: number }> }
  '/v1/staff/threads/{thread}/handover': { put: Op<Id<'thread'>, never, { text: string }, Nothing, 204> }
  '/v1/staff/children/{child}/posts/{post}/thread': { put: Op<{ child: string; post: S['Post'] }, never, undefined, { thread: string }> }
  '/v1/staff/children': {
    get: Get<None, { items: (Omit<S['ChildName'], 'id'> & { child: string; posts: { post: S['Post']; relation: string }[] })[]; next_after: string | null }, { after?: string }>
  }
  '/v1/staff/children/{child}': {
    get: Get<Id<'child'>, S['StaffChild']>
    patch: Op<Id<'child'>, never, { known_as?: string; first_language?: string; interpreter?: boolean }, S['StaffChild']>
  }
  '/v1/staff/children/{child}/resume-messages': { post: Op<Id<'child'>, never, None, Nothing, 204> }
  '/v1/staff/colleagues': { get: Get<None, { items: S['Person'][] }> }
  '/v1/staff/cover': { get: Get<None, { items: S['CoverItem'][] }> }
  '/v1/staff/cover/{absence}': {
    put: Op<Id<'absence'>, never, { staff: string | null; cover: string | null; from: string; back_on: string }, S['CoverItem'], 201>
    delete: Op<Id<'absence'>, never, undefined, Nothing, 204>
  }
  '/v1/staff/allocations/{allocation}': { put: Op<Id<'allocation'>, never, { child: string; staff: string; post: S['Post']; from: string | null }, Nothing, 201> }
  '/v1/staff/allocations/{allocation}/end': { post: Op<Id<'allocation'>, never, None, Nothing, 204> }
  '/v1/staff/tasks': { get: Get<None, { items: S['Task'][] }> }
  '/v1/staff/tasks/{task}/done': { post: Op<Id<'task'>, never, None, Nothing, 204> }
  '/v1/staff/children/{child}/invitations': {
    get: Get<Id<'child'>, { items: S['Invitation'][] }>
    post: Op<Id<'child'>, never, { invitation: string; kind: 'screen' | 'paper'; reason: S['Invitation']['reason'] }, S['InvitationMade'], 201>
  }
  '/v1/staff/invitations/{invitation}': { delete: Op<Id<'invitation'>, never, undefined, Nothing, 204> }
  '/v1/staff/invitations/caseload': { post: Op<None, never, { post: S['Post'] }, { items: S['CaseloadInvitation'][] }, 201> }
  '/v1/staff/children/{child}/devices': { get: Get<Id<'child'>, { items: S['PhoneItem'][] }> }
  '/v1/staff/children/{child}/devices/{account}/confirm': { post: Op<{ child: string; account: string }, never, { how: 'same_words' | 'spoke' | 'saw' }, Nothing, 204> }
  '/v1/staff/children/{child}/devices/{account}/revoke': { post: Op<{ child: string; account: string }, never, { reason: string }, Nothing, 204> }
  '/v1/staff/accounts': { get: Get<None, { items: S['StaffAccount'][] }> }
  '/v1/staff/accounts/{staff}': {
    put: Op<Id<'staff'>, never, { code: string; name: string; role: string; team: string | null; email: string | null; sign_in_name: string | null }, S['StaffAccount']>
  }
  '/v1/staff/accounts/{staff}/password-link': { post: Op<Id<'staff'>, never, None, { link: string; expires_at: string }, 201> }
  '/v1/staff/accounts/{staff}/disable': { post: Op<Id<'staff'>, never, None, Nothing, 204> }
  '/v1/staff/choices': { put: Op<None, never, S['ChildChoicesWanted'], S['ChildChoices']> }
  '/v1/staff/push': {
    put: Op<None, never, { endpoint: string }, Nothing, 204>
    delete: Op<None, never, { endpoint: string }, Nothing, 204>
  }
}
