import { ApiError } from '../../lib/api'
import { told } from '../parts/form.svelte'
import * as server from '../server'
import type { StaffMe } from '../wire'
import { dropAllDrafts } from './drafts.svelte'

/** How long before the end one is told, in ms. */
const NOTICE = 120_000
/** How often the clock is looked at, in ms. */
const TICK = 5_000

type Phase = 'opening' | 'broken' | 'out' | 'in' | 'ended'

/**
 * Who is signed in, and until when. Only what a person does keeps a session open: what arrives over the live stream does
 * not. When it ends, the page is covered and the draft stays in memory for the same person.
 */
class Session {
  phase = $state<Phase>('opening')
  me = $state.raw<StaffMe | null>(null)
  problem = $state<string | null>(null)
  /** The instant at which the session ends, once that is near. */
  endsAt = $state<number | null>(null)
  /** Whether nothing can put that off. */
  endsForGood = $state(false)
  #touched = Date.now()
  #asked = Date.now()

  /** Finds out whether somebody is signed in. */
  async open(): Promise<void> {
    this.phase = 'opening'
    try {
      this.#enter(await server.getSession())
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.phase = 'out'
      else {
        this.problem = told(error).detail
        this.phase = 'broken'
      }
    }
  }

  /** Signs in. Somebody else than before finds nothing of theirs. */
  async signIn(name: string, password: string): Promise<void> {
    const me = await server.openSession(name, password)
    if (this.me && this.me.staff !== me.staff) dropAllDrafts()
    this.#enter(me)
  }

  /** Signs out. What was begun is gone: the caller has asked. */
  async signOut(): Promise<void> {
    await server.endSession()
    this.me = null
    this.phase = 'out'
    dropAllDrafts()
  }

  /** The server no longer knows the session. */
  ended(): void {
    if (this.phase !== 'in') return
    this.phase = 'ended'
    this.endsAt = null
  }

  /** A person does something here. */
  touch(): void {
    this.#touched = Date.now()
    this.endsAt = null
  }

  /** Stays signed in: the one thing that asks the server for nothing else. */
  async stay(): Promise<void> {
    this.touch()
    await this.#ask()
  }

  #enter(me: StaffMe): void {
    this.me = me
    this.#asked = this.#touched = Date.now()
    this.endsAt = null
    this.phase = 'in'
  }

  async #ask(): Promise<void> {
    this.#asked = Date.now()
    try {
      this.me = await server.getSession()
    } catch {
      // A session that has ended is told by the call itself; no connection is no reason to sign out.
    }
  }

  /** Looks at the clock: keeps an active person in, tells an idle one, covers the page at the end. */
  watch(): () => void {
    server.whenSignedOut(() => this.ended())
    const touch = (): void => { if (this.endsAt === null) this.#touched = Date.now() }
    for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove']) addEventListener(kind, touch, { passive: true })
    const timer = setInterval(() => this.#look(Date.now()), TICK)
    return () => clearInterval(timer)
  }

  #look(now: number): void {
    if (this.phase !== 'in' || !this.me) return
    const idle = this.me.idle_s * 1000
    const last = Date.parse(this.me.expires_at)
    const ends = Math.min(this.#touched + idle, last)
    if (now >= ends) {
      this.ended()
      void server.endSession().catch(() => undefined)
    } else if (ends - now <= NOTICE) {
      this.endsAt = ends
      this.endsForGood = ends === last
    } else if (this.#touched > this.#asked && now - this.#asked > idle / 4) void this.#ask()
  }
}

/** Who is signed in. */
export const session = new Session()
