/** What people do on the screens, in the words of the screens. */
import type { Page } from '@playwright/test'
import { expect } from './world'
import { chat, desk, enrol } from './words'

/** Comes in with a code: picture, PIN. Answers the three words that the phone shows. */
export const comeIn = async (page: Page, code: string, pin: string, picture = 0): Promise<string[]> => {
  await page.goto(`/j#${code}`)
  const skip = page.getByRole('button', { name: enrol('install.skip') })
  const next = page.getByRole('button', { name: enrol('step.next') })
  const pictures = page.getByRole('heading', { name: enrol('picture.title') })
  await expect(next.or(skip).or(pictures).first()).toBeVisible()
  if (await skip.isVisible()) await skip.click()
  if (!(await pictures.isVisible())) await next.click()
  await expect(pictures).toBeVisible()
  await page.locator('main').getByRole('radio').or(page.locator('main li button, main [role="listbox"] button')).nth(picture).click({ force: true })
  if (await next.isVisible()) await next.click()
  await page.getByLabel(enrol('pin.label')).fill(pin)
  await page.getByLabel(enrol('pin.again')).fill(pin)
  await page.getByRole('button', { name: enrol('pin.done') }).or(next).first().click()
  await expect(page.getByRole('heading', { name: enrol('words.title') })).toBeVisible({ timeout: 15_000 })
  return threeWords(page)
}

/** The three words on a screen. */
export const threeWords = async (page: Page): Promise<string[]> => {
  const words = page.locator('.three > *, .words > *')
  await expect(words).toHaveCount(3)
  return (await words.allInnerTexts()).map((w) => w.trim())
}

/** After the three words: the card about limits, then the chat. */
export const throughLimits = async (page: Page): Promise<void> => {
  const later = page.getByRole('button', { name: enrol('words.later') })
  const same = page.getByRole('button', { name: enrol('words.yes') })
  const go = page.getByRole('button', { name: enrol('limits.go') })
  await expect(later.or(go).first()).toBeVisible()
  if (!(await go.isVisible())) await (await same.isVisible() ? same : later).click()
  await go.click()
  await expect(page.getByRole('navigation', { name: chat('app.tabs') })).toBeVisible()
}

/** The message box of the open thread. */
export const box = (page: Page) => page.getByLabel(chat('write.label'))

/** Writes a message and sends it. */
export const say = async (page: Page, text: string): Promise<void> => {
  await box(page).fill(text)
  await page.getByRole('button', { name: chat('write.send'), exact: true }).click()
  await expect(page.getByText(text, { exact: true })).toBeVisible()
}

/** The worker opens a thread and writes. */
export const reply = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: desk('composer.label') }).fill(text)
  await page.getByRole('button', { name: desk('send'), exact: true }).click()
  await expect(page.getByText(text, { exact: true })).toBeVisible()
}

/** Waits until the page's service worker is in charge, as it is from the second start on. */
export const workerReady = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller) await new Promise<void>((done) => navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true }))
  })
