/** Looks at a screen: axe (WCAG 2.2 AA) in light, contrast in dark, nothing cut off at 320 px. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './world'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
export const NARROW = { width: 320, height: 740 }

const found = async (axe: AxeBuilder): Promise<string[]> =>
  (await axe.analyze()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' · ')}`)

/** What sticks out of the page sideways, or is wider than what holds it. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    const name = (el: Element): string => `${el.tagName.toLowerCase()}.${el.getAttribute('class') ?? ''} “${(el.textContent ?? '').trim().slice(0, 30)}”`
    const scrolls = (el: Element): boolean => /auto|scroll/.test(getComputedStyle(el).overflowX) && el.scrollWidth > el.clientWidth + 1
    const out: string[] = []
    if (document.documentElement.scrollWidth > wide) out.push(`the page is ${document.documentElement.scrollWidth} wide`)
    for (const el of document.body.querySelectorAll('*')) {
      const { left, right, width, height } = el.getBoundingClientRect()
      if (width <= 1 || height <= 1 || el.closest('.visually-hidden, .skip, [hidden], [inert], svg')) continue
      // The row of the child's people may be swept sideways; so may wide tables, in their own frame.
      const swept = el.closest('.bar nav, .table')
      if (swept && swept !== el) continue
      if (left < -1 || right > wide + 1) out.push(`sticks out: ${name(el)}`)
      else if (scrolls(el) && !swept) out.push(`scrolls sideways: ${name(el)}`)
    }
    return out.slice(0, 5)
  })

/** The three looks at what is on the screen now. `rtl`: only whether it fits, the words being made up. */
export const check = async (page: Page, what: string, rtl = false): Promise<void> => {
  await expect(page.locator('h1').first(), what).toBeAttached()
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true], p.wait'))
  const size = page.viewportSize()!
  if (rtl) {
    expect(await page.evaluate(() => document.documentElement.dir), what).toBe('rtl')
  } else {
    expect(await found(new AxeBuilder({ page }).withTags(TAGS)), what).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await found(new AxeBuilder({ page }).withRules(['color-contrast'])), `${what}, dark`).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  }
  if (size.width !== NARROW.width) await page.setViewportSize(NARROW)
  await expect.poll(() => cutOff(page), { message: `${what} at 320 px`, timeout: 2_000 }).toEqual([])
  if (size.width !== NARROW.width) await page.setViewportSize(size)
}

/** Opens a page of the app without loading the app again: quick, and the made-up words stay. */
export const go = async (page: Page, path: string): Promise<void> => {
  await page.evaluate((path) => {
    history.pushState(null, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
  await expect.poll(() => page.evaluate(() => location.pathname)).toBe(path)
}
