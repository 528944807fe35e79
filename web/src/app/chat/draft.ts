/** What a child has begun to write. */
import type { Kind, WrittenWith } from '../../lib/wire'

export interface Draft {
  text: string
  /** Chosen by the child or by a topic; nothing chosen counts as "just chatting". */
  kind: Kind | null
  topics: string[]
  writtenWith: WrittenWith | null
}

export const EMPTY: Draft = { text: '', kind: null, topics: [], writtenWith: null }

/** Nothing was begun. */
export function isEmpty(draft: Draft): boolean {
  return draft.text === '' && draft.kind === null && draft.topics.length === 0 && draft.writtenWith === null
}
