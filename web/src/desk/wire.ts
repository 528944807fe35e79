/** The names that the desk uses for what the server gives. The shapes come from `openapi/sayso.json` (`npm run schema`). */
import type { Answer } from '../lib/api'
import type { components } from '../lib/schema'

type S = components['schemas']
export type Absence = S['LeaveItem']
export type Account = S['StaffAccount']
export type Ask = S['Ask']
export type CardDays = S['CardDays']
export type Channel = S['Channel']
export type ChildCard = S['ChildCard']
export type ChildName = S['NamedChild']
export type ChildRow = S['ChildRow']
export type ClosedHow = S['ClosedHow']
export type InboxItem = S['InboxItem']
export type InviteReason = S['InvitationReason']
export type Kind = S['AskKind']
export type Message = S['Message']
export type NewInvitation = S['NewInvitation']
export type Person = S['Person']
export type Post = S['Post']
export type Reads = S['Reads']
export type Relation = S['Relation']
export type RevokeReason = S['RevokeReason']
export type ChildRights = S['ChildRights']
export type LocalRights = S['LocalRights']
export type RightRequest = S['RightRequest']
export type RightsRow = S['RightsRow']
export type Role = S['Role']
export type Sent = S['Sent']
export type StaffMe = S['StaffMe']
export type Task = S['TaskItem']
export type Thread = S['StaffThread']
export type Topics = S['Topics']

type Items<T> = T extends { items: (infer I)[] } ? I : never
export type Device = Items<Answer<'/v1/staff/children/{child}/devices', 'get'>>
export type Invitation = Items<Answer<'/v1/staff/children/{child}/invitations', 'get'>>
export type Slip = Items<Answer<'/v1/staff/invitations/caseload', 'post'>>

/** The reasons for taking a phone off, in the order in which they are offered. */
export const REVOKE_REASONS = ['lost', 'taken', 'new_phone', 'someone_else_has_it', 'pin_known', 'moved_home', 'not_the_childs', 'child_asked', 'not_used'] as const satisfies RevokeReason[]

const NEAR = ['holder', 'cover', 'iro', 'manager'] as const satisfies Relation[]

/** The relation where it is one of those that let somebody near a post; null for any other. */
export const near = (relation: Relation | null | undefined): (typeof NEAR)[number] | null => NEAR.find((one) => one === relation) ?? null
