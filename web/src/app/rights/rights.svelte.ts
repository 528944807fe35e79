/** A young person's rights: the whole page in one answer, kept sealed for a look without a connection. */
import type { Answer } from '../../lib/api'
import { uuid7 } from '../../lib/uuid'
import { ask } from '../session.svelte'
import { lastSeen, type AsOf } from '../store/kept'

export type Page = Answer<'/v1/child/rights', 'get'>
export type Item = Page['items'][number]
export type Request = Page['requests'][number]
export type Letter = NonNullable<Answer<'/v1/child/rights/letter', 'get'>['letter']>

let page: AsOf<Page> | null = $state.raw(null)
const facts = $state({ loaded: false })

export const rights = {
  get page(): AsOf<Page> | null {
    return page
  },
  /** Whether an answer came, or none could be had. */
  get loaded(): boolean {
    return facts.loaded
  },
}

/** Loads the page. */
export async function load(): Promise<void> {
  page = await lastSeen('rights', () => ask('get', '/v1/child/rights'))
  facts.loaded = true
}

/** Asks for something, in the young person's words or in those that are ready. */
export async function askFor(item: string, words: string | null): Promise<void> {
  await ask('put', '/v1/child/rights/requests/{request}', { path: { request: uuid7() }, body: { message: uuid7(), item, words } })
  await load()
}

/** The letter that was signed last. */
export const loadLetter = (): Promise<AsOf<{ letter?: Letter | null }> | null> => lastSeen('rights-letter', () => ask('get', '/v1/child/rights/letter'))

/** The request for an item that is still to be answered. */
export const openFor = (of: Page, item: string): Request | undefined =>
  of.requests.find((one) => one.item === item && (one.state === 'asked' || one.state === 'deciding'))
