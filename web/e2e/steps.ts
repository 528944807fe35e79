/** What people do on the screens, in the words of the screens. */
import type { Page } from '@playwright/test'
import { expect, givePin } from './world'
import { chat, desk, enrol } from './words'

/** Comes in with a code: picture, PIN. Answers the three words that the phone shows. */
export const comeIn = async (page: Page, code: string, pin: string, picture = 0): Promise<string[]> => {
  await page.goto(`/j#${code}`)
  await expect(page.getByRole('heading', { name: enrol('picture.title') })).toBeVisible()
  // The code is in nobody's history.
  expect(new URL(page.url()).hash).toBe('')
  await page.getByRole('radio').nth(picture).check({ force: true })
  await page.getByRole('button', { name: enrol('step.next') }).click()
  await page.getByLabel(enrol('pin.label')).fill(pin)
  await page.getByLabel(enrol('pin.again')).fill(pin)
  await page.getByRole('button', { name: enrol('pin.done') }).click()
  await expect(page.getByRole('heading', { name: enrol('words.title') })).toBeVisible({ timeout: 15_000 })
  return threeWords(page)
}

/** The three words on a screen. */
export const threeWords = async (page: Page): Promise<string[]> => {
  const words = page.locator('.three > *')
  await expect(words).toHaveCount(3)
  return (await words.allInnerTexts()).map((w) => w.trim())
}

/** The card about limits, then the chat. */
export const throughLimits = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading', { name: enrol('limits.title') })).toBeVisible()
  await page.getByRole('button', { name: enrol('limits.go') }).click()
  await expect(page.getByRole('navigation', { name: chat('app.tabs') })).toBeVisible()
}

/** The message box of the open thread. */
export const box = (page: Page) => page.getByLabel(chat('write.label'))

/** Writes a message and sends it; `shown`: it stands on the screen then. */
export const say = async (page: Page, text: string, shown = true): Promise<void> => {
  await box(page).fill(text)
  await page.getByRole('button', { name: chat('write.send'), exact: true }).click()
  await expect(box(page)).toHaveValue('')
  if (shown) await expect(page.getByText(text, { exact: true })).toBeVisible()
}

/** The state under a message, in words. */
export const state = (page: Page, key: string) => page.locator('.state').filter({ hasText: chat(key) })

/** What the child said is at the server. */
export const arrived = async (page: Page): Promise<void> => {
  await expect(state(page, 'state.saved')).toHaveCount(0)
  await expect(state(page, 'state.sent').last()).toBeVisible()
}

/** The worker writes in the open thread. */
export const reply = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: desk('composer.label') }).fill(text)
  await page.getByRole('button', { name: desk('send'), exact: true }).click()
  await expect(page.locator('article').getByText(text, { exact: true })).toBeVisible()
}

/** Waits until the page's service worker is in charge, as it is from the second start on. */
export const workerReady = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller) await new Promise<void>((done) => navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true }))
  })

/** The PIN, on a phone that was locked because it had no connection: it notices by itself that there is one again. */
export const givePinAgain = async (page: Page, pin: string): Promise<void> => {
  await expect(page.getByLabel(chat('lock.pin'))).toBeVisible()
  await givePin(page, pin)
}

/** Locks the app by its button. */
export const lockNow = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: chat('app.lock'), exact: true }).click()
  await expect(page.getByRole('heading', { name: chat('lock.title_one') }).or(page.getByRole('heading', { name: chat('lock.title') }))).toBeVisible()
}
