import { beforeEach, describe, expect, it } from 'vitest'
import type { ChildMessage } from '../../lib/wire'
import { count, flush, keep, retry, waiting, type Attempt, type Waiting } from './outbox'
import { fits, keyFrom, makeLetterbox, type Letterbox } from './seal'
import { memoryShelf, type Shelf } from './shelf'

const account = '0198c000-0000-7000-8000-000000000001'
const other = '0198c000-0000-7000-8000-000000000002'
const body = (text: string): ChildMessage => ({ text, kind: 'chat', topics: [], in_reply_to: null, channel: 'app', written_with: null, language: null, phone_at: '2026-11-22T10:00:00Z' })
const message = (id: string, text = id, thread = 't1'): Waiting => ({ id, thread, body: body(text) })
const base64 = (byte: number): string => btoa(String.fromCharCode(...new Uint8Array(32).fill(byte)))

/** Web Locks as a test sees them: a queue per name. */
function queue(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const run = (tails.get(name) ?? Promise.resolve()).then(work, work)
    tails.set(name, run.catch(() => undefined))
    return run
  }
}

describe('the outbox', () => {
  let shelf: Shelf
  let key: CryptoKey
  let letterbox: Letterbox

  beforeEach(async () => {
    shelf = memoryShelf()
    key = await keyFrom(base64(7))
    letterbox = await makeLetterbox(key, account)
  })

  it('sends in the order of writing, even when the ids and the clock say otherwise', async () => {
    for (const id of ['m9', 'm1', 'm5']) await keep(shelf, account, message(id), { key })
    const sent: string[] = []
    const left = await flush(shelf, account, key, letterbox, async (m) => (sent.push(m.id), { how: 'sent' }), queue())
    expect(sent).toEqual(['m9', 'm1', 'm5'])
    expect(left).toBe(false)
    expect(await count(shelf, account)).toBe(0)
  })

  it('stops at the first that did not get through, and keeps that one and all behind it', async () => {
    for (const id of ['a', 'b', 'c']) await keep(shelf, account, message(id), { key })
    const tried: string[] = []
    const send = async (m: Waiting): Promise<Attempt> => (tried.push(m.id), m.id === 'b' ? { how: 'later' } : { how: 'sent' })
    expect(await flush(shelf, account, key, letterbox, send, queue())).toBe(true)
    expect(tried).toEqual(['a', 'b'])
    expect((await waiting(shelf, account, key, letterbox)).items.map((m) => m.id)).toEqual(['b', 'c'])
  })

  it('sends each message once when two pages flush at the same time', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await keep(shelf, account, message(id), { key })
    const sent: string[] = []
    const send = async (m: Waiting): Promise<Attempt> => {
      await new Promise((done) => setTimeout(done, 2))
      sent.push(m.id)
      return { how: 'sent' }
    }
    const alone = queue()
    await Promise.all([flush(shelf, account, key, letterbox, send, alone), flush(shelf, account, key, letterbox, send, alone)])
    expect(sent).toEqual(['a', 'b', 'c', 'd'])
  })

  it('keeps the same id over every try, so that the server can know it again', async () => {
    await keep(shelf, account, message('same'), { key })
    const ids: string[] = []
    let tries = 0
    const send = async (m: Waiting): Promise<Attempt> => (ids.push(m.id), ++tries < 3 ? { how: 'later' } : { how: 'sent' })
    for (let i = 0; i < 4; i++) await flush(shelf, account, key, letterbox, send, queue())
    expect(ids).toEqual(['same', 'same', 'same'])
  })

  it('keeps what the server refused, goes on behind it, and tries again only when asked', async () => {
    for (const id of ['bad', 'good']) await keep(shelf, account, message(id), { key })
    const sent: string[] = []
    const send = async (m: Waiting): Promise<Attempt> => (m.id === 'bad' && !sent.includes('good') ? { how: 'refused', code: 'text_too_long' } : (sent.push(m.id), { how: 'sent' }))
    await flush(shelf, account, key, letterbox, send, queue())
    const [refused] = (await waiting(shelf, account, key, letterbox)).items
    expect([refused?.id, refused?.refused]).toEqual(['bad', 'text_too_long'])
    await flush(shelf, account, key, letterbox, send, queue())
    expect(sent).toEqual(['good'])
    await retry(shelf, refused!.key)
    await flush(shelf, account, key, letterbox, send, queue())
    expect(sent).toEqual(['good', 'bad'])
  })

  it('takes words in while it is locked, and gives them out in order after the unlock', async () => {
    await keep(shelf, account, message('open'), { key })
    await keep(shelf, account, message('locked', 'help me'), { slot: letterbox.slot })
    const { items, lost } = await waiting(shelf, account, key, letterbox)
    expect(items.map((m) => m.id)).toEqual(['open', 'locked'])
    expect(items[1]?.body.text).toBe('help me')
    expect(lost).toBe(0)
  })

  it('shows nobody else what waits, and never mixes two children of one phone', async () => {
    await keep(shelf, account, message('mine', 'only mine to read'), { key })
    await keep(shelf, account, message('late', 'only mine to read'), { slot: letterbox.slot })
    const wrong = await keyFrom(base64(8))
    expect(await waiting(shelf, account, wrong, letterbox)).toEqual({ items: [], lost: 2 })
    expect(await count(shelf, other)).toBe(0)
    const raw = JSON.stringify((await shelf.list('')).map(([at, value]) => [at, { ...(value as object), box: new TextDecoder('latin1').decode((value as { box: Uint8Array }).box) }]))
    expect(raw).not.toContain('mine to read')
  })

  it('does not open a sealed message that was moved to another place', async () => {
    await keep(shelf, account, message('a'), { key })
    const [[at, stored] = ['', {}]] = await shelf.list<object>(`out/${account}/`)
    await shelf.put(at, { ...stored, id: 'b' })
    expect((await waiting(shelf, account, key, letterbox)).lost).toBe(1)
  })

  it('keeps any script exactly as it was written', async () => {
    const words = 'שלום 👩🏽‍🦱 سلام\n\u202eabc\u202c   e\u0301 '
    await keep(shelf, account, message('x', words), { key })
    expect((await waiting(shelf, account, key, letterbox)).items[0]?.body.text).toBe(words)
  })

  it('knows a letterbox that belongs to another key', async () => {
    expect(await fits(key, account, letterbox)).toBe(true)
    expect(await fits(await keyFrom(base64(8)), account, letterbox)).toBe(false)
    expect(await fits(key, other, letterbox)).toBe(false)
  })
})
