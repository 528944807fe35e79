import { told } from '../parts/form.svelte'
import * as server from '../server'
import { inbox } from '../state/inbox.svelte'
import { session } from '../state/session.svelte'
import type { Message, Thread } from '../wire'
import { merged } from './merge'
import { seenUpTo } from './seen'

/** How long a message must have been on the screen before the child is told that it was seen, in ms. */
const DWELL = 700

/** One thread that is open on the screen. */
export class OpenThread {
  readonly id: string
  page = $state.raw<Thread | null>(null)
  messages = $state.raw<Message[]>([])
  older = $state<number | null>(null)
  problem = $state<string | null>(null)
  /** The last message that had been seen before this visit: where reading begins. */
  readFrom: number | null = null
  #shown = new Set<number>()
  #told = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  constructor(id: string) {
    this.id = id
  }

  /** Fetches the newest page, and lays it over what is there. */
  async load(): Promise<void> {
    const turn = ++this.#turn
    try {
      const page = await server.readThread(this.id)
      if (turn !== this.#turn) return
      const first = this.page === null
      const kept = merged(this.messages, page.messages)
      if (!kept.joined) this.older = page.next_before_seq
      this.page = page
      this.messages = kept.messages
      if (first) this.readFrom = this.unseen()[0]?.seq ?? null
      this.problem = null
    } catch (error) {
      if (turn === this.#turn) this.problem = told(error).detail
    }
  }

  /** Fetches the page before what is there. */
  async loadOlder(): Promise<void> {
    if (this.older === null) return
    try {
      const page = await server.readThread(this.id, this.older)
      this.messages = merged(page.messages, this.messages).messages
      this.older = page.next_before_seq
    } catch (error) {
      this.problem = told(error).detail
    }
  }

  /** Adds a message that the server has taken. */
  add(message: Message): void {
    this.messages = merged(this.messages, [message]).messages
  }

  /** The child's messages that this worker has not seen. */
  unseen(): Message[] {
    return this.messages.filter((m) => m.author.kind === 'child' && m.text !== null && !m.seen.some((s) => s.name === session.me?.name))
  }

  /** A message is on the screen, or no longer. Seen is told only of what stayed there. */
  onScreen(seq: number, visible: boolean): void {
    if (visible) this.#shown.add(seq)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tell(), DWELL)
  }

  async #tell(): Promise<void> {
    if (document.visibilityState !== 'visible' || session.phase !== 'in') return
    const upTo = seenUpTo(this.unseen().map((m) => m.seq), this.#shown)
    if (upTo === null || upTo <= this.#told) return
    const before = this.#told
    this.#told = upTo
    try {
      await server.markSeen(this.id, upTo)
      await Promise.all([this.load(), inbox.load()])
    } catch {
      this.#told = before
    }
  }

  /** The page has come back to the front: what is on it may now be told as seen. */
  again(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tell(), DWELL)
  }

  /** Lets go. */
  close(): void {
    clearTimeout(this.#timer)
  }
}
