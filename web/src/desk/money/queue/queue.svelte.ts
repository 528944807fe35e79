/**
 * The rows that wait, and where one is among them. The next row is there before it is asked for; a decision is sent while the
 * next row is on the screen already, and a row that the server refuses comes back with the reason.
 */
import { uuid7 } from '../../../lib/uuid'
import { told } from '../../parts/form.svelte'
import * as server from './server'

/** What was decided here, from the key press on; `taken` says whether the server took it. */
interface Done { line: server.Line; decision: string; at: number; taken: Promise<boolean> }

/** Rows that are fetched ahead of the one on the screen. */
const AHEAD = 250

export class Queue {
  lines = $state.raw<server.Line[]>([])
  files = $state.raw<server.Page['files']>({})
  waiting = $state.raw<server.Page['waiting']>([])
  at = $state(0)
  filter = $state.raw<server.Filter>({ state: 'set_aside', code: '', provider: '' })
  loaded = $state(false)
  problem = $state<string | null>(null)
  /** What was last done, for the announcement. */
  said = $state.raw<{ what: string; n: number } | null>(null)
  canUndo = $state(false)
  #next: string | null = null
  #fetching: Promise<void> | null = null
  #turn = 0
  #chain: Promise<unknown> = Promise.resolve()
  #done: Done[] = []
  #effects = new Map<string, Promise<server.Effect>>()
  #sayings = 0
  /** Rows that were decided since the counts came. */
  #gone = 0

  get line(): server.Line | undefined {
    return this.lines[this.at]
  }

  /** How many wait in all by the filter, as far as is known. */
  get total(): number {
    return this.#next === null ? this.lines.length : Math.max(this.lines.length, this.#counted() - this.#gone)
  }

  #counted(): number {
    const { code, provider } = this.filter
    return this.waiting.filter((w) => (!code || w.code === code) && (!provider || String(w.provider) === provider)).reduce((sum, w) => sum + w.rows, 0)
  }

  async load(filter: server.Filter = this.filter): Promise<void> {
    const turn = ++this.#turn
    this.filter = filter
    this.problem = null
    try {
      await this.#chain
      const page = await server.listQueue(filter)
      if (turn !== this.#turn) return
      this.#effects.clear()
      this.#fetching = null
      this.lines = page.items
      this.files = page.files
      this.waiting = page.waiting
      this.#next = page.next_after
      this.at = 0
      this.#gone = 0
      this.loaded = true
      this.#ahead()
    } catch (error) {
      if (turn === this.#turn) this.problem = told(error).detail
    }
  }

  /** Opens at a row: of those that wait, or of those that are parked. Stays at the first where it is decided already. */
  async open(row: string): Promise<void> {
    for (const state of ['set_aside', 'parked'] as const) {
      await this.load({ ...this.filter, state })
      let at = this.lines.findIndex((line) => line.line === row)
      while (at < 0 && this.#next !== null && !this.problem) {
        const before = this.lines.length
        this.#go(before - 1)
        await this.#fetching
        if (this.lines.length === before) break
        at = this.lines.findIndex((line) => line.line === row)
      }
      if (at >= 0) return this.#go(at)
    }
    await this.load({ ...this.filter, state: 'set_aside' })
  }

  move(by: number): void {
    this.#go(this.at + by)
  }

  goTo(at: number): void {
    this.#go(at)
  }

  #go(to: number): void {
    this.at = Math.max(0, Math.min(to, this.lines.length - 1))
    this.problem = null
    this.#ahead()
  }

  /** Fetches the next page in time, and what accepting the next row would come to. */
  #ahead(): void {
    for (const line of [this.lines[this.at], this.lines[this.at + 1]]) {
      const first = line && likely(line)
      if (line && first) void this.effect(line, first.child).catch(() => undefined)
    }
    if (this.#next === null || this.#fetching || this.lines.length - this.at > AHEAD) return
    const turn = this.#turn
    this.#fetching = server.listQueue(this.filter, this.#next).then((page) => {
      if (turn !== this.#turn) return
      const have = new Set(this.lines.map((line) => line.line))
      this.lines = [...this.lines, ...page.items.filter((line) => !have.has(line.line))]
      this.files = { ...this.files, ...page.files }
      this.#next = page.next_after
      this.#fetching = null
      this.#ahead()
    }).catch(() => {
      this.#fetching = null
    })
  }

  /** What accepting a row for a child would come to; asked once. */
  effect(line: server.Line, child: string): Promise<server.Effect> {
    const key = `${line.line} ${child}`
    let found = this.#effects.get(key)
    if (!found) {
      found = server.weighLine(line.line, child)
      this.#effects.set(key, found)
      found.catch(() => this.#effects.delete(key))
    }
    return found
  }

  #say(what: string): void {
    this.said = { what, n: ++this.#sayings }
  }

  /** Decides about the row on the screen: the next one shows at once. Answers whether the server took it. */
  decide(line: server.Line, body: server.Decision): Promise<boolean> {
    const at = this.lines.indexOf(line)
    if (at < 0) return Promise.resolve(false)
    const decision = uuid7()
    this.problem = null
    this.#effects.clear()
    this.lines = this.lines.filter((one) => one !== line)
    this.#gone += 1
    this.at = Math.max(0, Math.min(at, this.lines.length - 1))
    this.#ahead()
    const taken = this.#chain.then(async () => {
      try {
        await server.decideLine(line.line, decision, body)
        this.#say(body.what)
        return true
      } catch (error) {
        this.#forget(decision)
        this.#back(line, at)
        this.problem = told(error).detail
        return false
      }
    })
    this.#done.push({ line, decision, at, taken })
    this.canUndo = true
    this.#chain = taken
    return taken
  }

  #forget(decision: string): void {
    this.#done = this.#done.filter((one) => one.decision !== decision)
    this.canUndo = this.#done.length > 0
  }

  /**
   * Undoes what was last decided here, as it was when the key was pressed; the row comes back. A decision that is still on its
   * way is waited for, and where the server refuses it nothing is undone: the row is back already.
   */
  undo(reason: string): Promise<boolean> {
    const last = this.#done.at(-1)
    if (!last) return Promise.resolve(false)
    this.#forget(last.decision)
    const sent = this.#chain.then(async () => {
      if (!(await last.taken)) return false
      try {
        await server.decideLine(last.line.line, uuid7(), { what: 'undo', reason, undoes: last.decision })
        this.#effects.clear()
        this.#back({ ...last.line, state: 'set_aside' }, last.at)
        this.#say('undo')
        return true
      } catch (error) {
        this.problem = told(error).detail
        return false
      }
    })
    this.#chain = sent
    return sent
  }

  /** Decides about many rows at once; those that are left stay. Answers how many, or nothing where it was refused. */
  async many(what: server.Decisions['what'], reason: string): Promise<number> {
    await this.#chain
    const lines = this.lines.slice(0, 500).map((line) => line.line)
    const { left } = await server.decideLines(uuid7(), { lines, what, reason })
    await this.load()
    this.#say('many')
    return left.length
  }

  #back(line: server.Line, at: number): void {
    const to = Math.min(at, this.lines.length)
    this.#gone -= 1
    this.lines = [...this.lines.slice(0, to), line, ...this.lines.slice(to)]
    this.at = to
  }
}

/** The child who is chosen before a person chooses: nobody where two fit or the row contradicts itself. */
export function likely(line: server.Line): server.Child | undefined {
  return line.code === 'X06' || line.code === 'X07' ? undefined : (line.child ?? line.may_be[0]?.child)
}

/** What a key does. */
export type KeyAct = 'next' | 'before' | 'accept' | 'split' | 'reassign' | 'reject' | 'park' | 'undo' | 'help'
export const KEYS: readonly (readonly [key: string, act: KeyAct])[] = [
  ['j', 'next'], ['k', 'before'], ['a', 'accept'], ['s', 'split'], ['r', 'reassign'], ['x', 'reject'], ['p', 'park'], ['u', 'undo'], ['?', 'help'],
]

/** What a key press means; null when it is none of these. Arrows do what j and k do. Pure. */
export function actOf(key: string): KeyAct | number | null {
  if (/^[1-5]$/.test(key)) return Number(key)
  if (key === 'ArrowDown') return 'next'
  if (key === 'ArrowUp') return 'before'
  return KEYS.find(([one]) => one === key.toLowerCase())?.[1] ?? null
}
