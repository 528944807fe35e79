/** Public things that every screen may need: the council's numbers, the topics. Fetched when there is a connection, kept open on the phone. */
import { call } from '../lib/api'
import type { Council, Help, Topics } from '../lib/wire'
import { shelf } from './store/phone'

let council: Council | null = $state.raw(null)
let topics: Topics | null = $state.raw(null)
let help: Help | null = $state.raw(null)

export const facts = {
  get council(): Council | null {
    return council
  },
  get topics(): Topics | null {
    return topics
  },
  get help(): Help | null {
    return help
  },
}

/** Something public: the phone's copy at once, then the server's. */
async function both<T>(key: string, fetched: () => Promise<T>, show: (value: T) => void): Promise<void> {
  const kept = await shelf.get<T>(`public/${key}`).catch(() => undefined)
  if (kept) show(kept)
  const fresh = await fetched().catch(() => null)
  if (!fresh) return
  show(fresh)
  await shelf.put(`public/${key}`, fresh).catch(() => undefined)
}

/** Looks up the council's numbers. */
export const loadCouncil = (): Promise<void> => both('council', () => call('get', '/v1/council'), (value) => (council = value))

/** Looks up the topics. */
export const loadTopics = (): Promise<void> => both('topics', () => call('get', '/v1/topics'), (value) => (topics = value))

/** Looks up whom to ring, in every language: on the first visit already, so that it is there when the connection is not. */
export const loadHelp = (): Promise<void> => both('help', () => call('get', '/v1/help'), (value) => (help = value))
