/** What every journey has: the council, phones and an office screen, and a watch over what they must never do. */
import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import { type ChildSignIn, Council, type StaffSignIn } from './council'
import { chat, desk } from './words'

export const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
export const OFFICE: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }

/** Console errors, the framework's warnings, page errors, requests to anybody else: a list that must stay empty. */
export class Watch {
  readonly seen: string[] = []
  /** Console errors that a journey brings about on purpose, such as a request while it is offline. */
  readonly allowed: RegExp[] = [/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_CONNECTION_REFUSED/, /status of (401|404|422|429|503)/]

  follow(context: BrowserContext, address: string): void {
    context.on('weberror', (error) => this.seen.push(`page error: ${error.error().message}`))
    context.on('console', (message) => {
      const text = message.text()
      const wrong = message.type() === 'error' || (message.type() === 'warning' && text.includes('svelte'))
      if (wrong && !this.allowed.some((a) => a.test(text))) this.seen.push(`console: ${text}`)
    })
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(`${address}/`) && !/^(blob|data):/.test(url)) this.seen.push(`third party: ${url}`)
    })
  }
}

interface World {
  watch: Watch
  /** A new phone: a browser of its own that has never been here. */
  phone: (options?: BrowserContextOptions) => Promise<Page>
  /** An office screen with somebody signed in. */
  office: (who: StaffSignIn, options?: BrowserContextOptions, before?: (page: Page) => Promise<unknown>) => Promise<Page>
}

export const test = base.extend<World, { council: Council }>({
  council: [async ({}, use) => {
    const council = await Council.start()
    await use(council)
    await council.end()
  }, { scope: 'worker', timeout: 180_000 }],

  watch: async ({}, use) => {
    const watch = new Watch()
    await use(watch)
    expect(watch.seen, 'no errors, and no request to anybody else').toEqual([])
  },

  phone: async ({ browser, council, watch }, use) => {
    const opened: BrowserContext[] = []
    await use(async (options = {}) => {
      const context = await fresh(browser, council, watch, { ...PHONE, ...options })
      opened.push(context)
      return context.newPage()
    })
    for (const context of opened) await context.close()
  },

  office: async ({ browser, council, watch }, use) => {
    const opened: BrowserContext[] = []
    await use(async (who, options = {}, before = async () => undefined) => {
      const context = await fresh(browser, council, watch, { ...OFFICE, ...options })
      opened.push(context)
      const page = await context.newPage()
      await before(page)
      await signIn(page, who)
      return page
    })
    for (const context of opened) await context.close()
  },
})

export { expect }
export type { Council, StaffSignIn }

const fresh = async (browser: Browser, council: Council, watch: Watch, options: BrowserContextOptions): Promise<BrowserContext> => {
  const context = await browser.newContext({ baseURL: council.address, ...options })
  watch.follow(context, council.address)
  return context
}

/** Signs a member of staff in at the desk. */
export const signIn = async (page: Page, who: StaffSignIn): Promise<void> => {
  await page.goto('/desk/')
  await page.getByLabel(desk('sign_in.name')).fill(who.sign_in_name)
  await page.getByLabel(desk('sign_in.password')).fill(who.password)
  await page.getByRole('button', { name: desk('sign_in.do') }).click()
  await expect(page.getByRole('navigation', { name: desk('nav.label') })).toBeVisible({ timeout: 20_000 })
}

/** Puts the secret of an enrolled phone into a browser: from then on it is that phone. */
export const become = async (page: Page, council: Council, child: ChildSignIn): Promise<void> => {
  // A cookie with the __Host- prefix wants a secure address; browsers take localhost for one.
  await page.context().addCookies([{
    name: '__Host-device', value: child.device_secret, url: `https://localhost:${council.port}`,
    secure: true, httpOnly: true, sameSite: 'Strict',
  }])
}

/** Opens the app on a phone that is enrolled, and unlocks it. */
export const unlock = async (page: Page, pin: string, path = '/'): Promise<void> => {
  await page.goto(path)
  await givePin(page, pin)
}

/** Gives the PIN on the unlock screen. */
export const givePin = async (page: Page, pin: string): Promise<void> => {
  await page.getByLabel(chat('lock.pin')).fill(pin)
  await page.getByRole('button', { name: chat('lock.open'), exact: true }).click()
  await expect(page.getByRole('navigation', { name: chat('app.tabs') })).toBeVisible({ timeout: 15_000 })
}

/** Somebody of a role who can sign in. */
export const staff = (council: Council, role: string): StaffSignIn => {
  const found = council.signIns.staff.find((s) => s.role === role)
  if (!found) throw new Error(`nobody is ${role}`)
  return found
}

/** A child of a story, by words of its title. */
export const inStory = (council: Council, words: string): ChildSignIn => {
  const found = council.signIns.children.find((c) => c.story.includes(words))
  if (!found) throw new Error(`nobody is in the story “${words}”`)
  return found
}

/** Stories that say nothing special: their children are free for any journey. */
const PLAIN = ['swimming badge', 'haircut', 'football boots', 'a dog', 'medicine', 'life story', 'college bus', 'the music room', 'food', 'a week at the garage', 'glasses', 'bike', 'grandad', 'library', 'first message ever', 'driving me mad, kindly'] as const

/** A child with a confirmed phone who writes to their social worker; every journey takes one of its own. */
export const anybody = (council: Council, story: (typeof PLAIN)[number]): ChildSignIn => {
  const found = council.signIns.children.find((c) => c.story === story)
  if (!found?.confirmed || found.threads[0]?.post !== 'social_worker' || !found.threads[0].holder) throw new Error(`nobody fits the story “${story}”`)
  return found
}

/** The social worker of a child. */
export const workerOf = (council: Council, child: ChildSignIn): StaffSignIn => {
  const found = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]?.holder)
  if (!found) throw new Error('nobody holds the post')
  return found
}
