import { SvelteMap } from 'svelte/reactivity'
import { uuid7 } from '../../lib/uuid'
import type { Reply } from '../server'

/** What a worker has begun to write in a thread: in memory only, and kept when the session ends. */
export interface Draft {
  /** The message's id, made before the first try: trying again is the same message. */
  id: string
  text: string
  in_reply_to: string | null
  purpose: Reply['purpose']
}

const drafts = new SvelteMap<string, Draft>()

/** The draft of a thread; an empty one when there is none. */
export function draftOf(thread: string): Draft {
  return drafts.get(thread) ?? { id: uuid7(), text: '', in_reply_to: null, purpose: 'message' }
}

/** Keeps a draft. One with nothing in it is let go. */
export function keepDraft(thread: string, draft: Draft): void {
  if (draft.text.trim() === '' && !draft.in_reply_to && draft.purpose === 'message') drafts.delete(thread)
  else drafts.set(thread, draft)
}

/** The draft has been sent, or is not wanted. */
export function dropDraft(thread: string): void {
  drafts.delete(thread)
}

/** Another person signs in here: nothing of the last one stays. */
export function dropAllDrafts(): void {
  drafts.clear()
}

/** Threads with something begun. */
export function threadsWithDraft(): string[] {
  return [...drafts.entries()].filter(([, d]) => d.text.trim() !== '').map(([thread]) => thread)
}
