import * as server from '../server'
import { Loading } from '../parts/loading.svelte'
import type { InboxItem } from '../wire'

/** The inbox, shared by the list, the numbers in the navigation and the open thread. */
class Inbox extends Loading<InboxItem[]> {
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super(async () => (await server.listInbox()).items)
  }

  /** Something happened: fetches soon, once for a burst. */
  soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.load(), 150)
  }

  /** The row of a thread. */
  row(thread: string): InboxItem | null {
    return this.value?.find((i) => i.thread === thread) ?? null
  }
}

/** The inbox. */
export const inbox = new Inbox()
