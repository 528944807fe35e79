/** What the server sends to the desk, as the desk reads it. */

export type Post = 'social_worker' | 'iro' | 'personal_adviser'
export type Relation = 'holder' | 'cover' | 'iro' | 'manager'
export type Kind = 'chat' | 'decision' | 'worry' | 'good_news'
export type Channel = 'app' | 'text' | 'call' | 'visit' | 'letter'
export type ClosedHow = 'message' | 'call' | 'visit' | 'decided' | 'decision_pending'
export type Role =
  | 'social_worker' | 'iro' | 'iro_lead' | 'personal_adviser' | 'team_manager' | 'business_administrator'
  | 'finance_approver' | 'participation_worker' | 'system_administrator'

export interface Person { staff: string; name: string; role: string; about: string | null; work_days: string[] }
export interface Reads { open_now: boolean; next_from: string; team: string }

export interface Ask {
  id: string
  kind: Kind
  opened_at: string
  opened_by_message: string
  first_seq: number
  answer_by: string
  first_answer_by: string
  state: 'open' | 'late' | 'passed_on' | 'answered'
  passed_on_to: string | null
  closed_at: string | null
  closed_how: ClosedHow | null
  outcome?: string | null
  decided_by?: string | null
  decision_on?: string | null
  child_says: 'right' | 'not_right' | null
}

export interface ChildName { id: string; known_as: string | null; reference: string }

export interface InboxItem {
  thread: string
  post: Post
  child: ChildName
  relation: Relation
  /** Nobody holds the post now. */
  unheld: boolean
  /** For whom one covers, and until when. */
  covers: { name: string; back_on: string } | null
  ask: Ask | null
  last_message_at: string | null
  last_from: 'child' | 'staff' | 'system' | null
  unseen: number
  dates_only: boolean
  handover_waiting: boolean
}

export interface Message {
  id: string
  thread: string
  seq: number
  author: { kind: 'child' | 'staff' | 'system'; staff: string | null; name: string | null; mine: boolean }
  written_down_by: string | null
  channel: Channel
  kind: Kind | null
  purpose: 'message' | 'hello' | 'goodbye' | 'quick_reply' | 'outcome' | 'notice'
  text: string | null
  hidden: null | 'by_child' | 'wrong_child'
  topics: string[]
  in_reply_to: string | null
  written_with: { helper: string; device: string; alone: boolean } | null
  language: string | null
  said_at: string
  phone_at: string | null
  received_at: string
  device_confirmed: boolean
  seen: { name: string; at: string }[]
}

export interface Thread {
  thread: string
  post: Post
  child: string
  messages: Message[]
  ask: Ask | null
  plan: Message | null
  next_before_seq: number | null
  reads: Reads
  relation: Relation
  readers: { person: Person; why: string }[]
  visible_from_seq: number | null
  dates_only: boolean
  handover: { text: string; written_by: string; written_at: string } | null
}

export interface Sent { message: Message; ask: Ask | null; reads: Reads }

export interface Topics {
  topics: { id: string; words: string; kind: Kind; not_to_holder: boolean }[]
  quick_replies: { id: string; level: 'younger' | 'older'; words: string }[]
  kinds: { kind: Kind; working_days: number }[]
}

export interface StaffMe {
  staff: string
  name: string
  role: Role
  role_words: string
  manages: { team: string; name: string }[]
  /** When it is over whatever happens. */
  expires_at: string
  /** How long it lasts without a call, in seconds. */
  idle_s: number
}

export interface ChildRow extends Omit<ChildName, 'id'> { child: string; posts: { post: Post; relation: Relation }[] }

export interface ChildCard {
  child: string
  known_as: string | null
  reference: string
  age: number | null
  first_language: string | null
  interpreter: boolean
  messages_stopped: boolean
  posts: { post: Post; allocation: string | null; relation: Relation | null; holder: Person | null; cover: { person: Person; back_on: string } | null }[]
}

export interface Device {
  account: string
  picture: string
  made_at: string
  used_this_month: boolean
  confirmed: boolean
  three_words: string[] | null
  /** Too many wrong PINs: a new invitation is needed. */
  shut: boolean
  revoked_at: string | null
  revoke_reason: RevokeReason | null
}

export const REVOKE_REASONS = ['lost', 'taken', 'new_phone', 'someone_else_has_it', 'pin_known', 'moved_home', 'not_the_childs', 'child_asked', 'not_used'] as const
export type RevokeReason = (typeof REVOKE_REASONS)[number]

export type InviteReason = 'first' | 'new_phone' | 'forgot_pin' | 'second_device'
export interface Invitation {
  invitation: string
  kind: 'screen' | 'paper'
  reason: InviteReason
  made_at: string
  expires_at: string
  state: 'open' | 'used' | 'expired' | 'too_many_tries' | 'ended'
  account: string | null
  three_words: string[] | null
  confirmed: boolean
}
export interface NewInvitation { invitation: string; code: string; link: string; qr_svg: string; expires_at: string }
export interface Slip { child: string; known_as: string | null; code: string; link: string; qr_svg: string; expires_at: string }

export interface Absence { absence: string; staff: Person; cover: Person | null; from: string; back_on: string; cancelled: boolean }
export interface Task { task: string; kind: string; words: string; child: ChildName | null; made_at: string }
export interface Account {
  staff: string
  code: string
  name: string
  role: Role
  team: string | null
  team_name: string | null
  email: string | null
  sign_in_name: string | null
  disabled: boolean
  has_password: boolean
}
