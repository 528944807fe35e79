/** Every screen of both entries: axe in light, dark and right to left; nothing to scroll sideways at 320 px. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { anybody, become, expect, staff, test, PHONE } from './world'
import { chat } from './words'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const check = async (page: Page, what: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  const said = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' · ')}`)
  expect(said, what).toEqual([])
}

const narrow = async (page: Page, what: string): Promise<void> => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wide, `${what} at 320 px`).toBeLessThanOrEqual(0)
}

const LOOKS = [
  { name: 'light', options: { colorScheme: 'light' as const }, words: '' },
  { name: 'dark', options: { colorScheme: 'dark' as const }, words: '' },
  { name: 'right to left', options: { colorScheme: 'light' as const }, words: '?words=ar-XB' },
]

const CHILD_PAGES = ['/', '/people', '/money', '/rights', '/me', '/me/phones', '/me/lock', '/me/pin', '/me/language', '/me/notices', '/me/readers', '/me/looked', '/me/copy', '/me/out', '/help']

for (const look of LOOKS) {
  test(`every screen of the child’s app, ${look.name}`, async ({ council, phone }) => {
    test.setTimeout(180_000)
    const mine = await phone({ ...PHONE, viewport: { width: 320, height: 740 }, ...look.options })
    await mine.goto(`/${look.words}`)
    await expect(mine.locator('h1').first()).toBeVisible()
    await check(mine, `welcome, ${look.name}`)
    await narrow(mine, 'welcome')
    await mine.goto(`/help${look.words}`)
    await expect(mine.locator('h1').first()).toBeVisible()
    await check(mine, `help before signing in, ${look.name}`)
    await mine.goto(`/j${look.words}`)
    await expect(mine.locator('h1').first()).toBeVisible()
    await check(mine, `code, ${look.name}`)
    await narrow(mine, 'code')

    const child = anybody(council, 0)
    await become(mine, council, child)
    await mine.goto(`/${look.words}`)
    const pin = mine.locator('input[type=password]')
    await expect(pin).toBeVisible()
    await check(mine, `locked, ${look.name}`)
    await narrow(mine, 'locked')
    await pin.fill(child.pin)
    await pin.press('Enter')
    await expect(mine.locator('nav.tabs')).toBeVisible()
    for (const path of CHILD_PAGES) {
      await mine.goto(`${path}${look.words}`)
      await expect(mine.locator('h1').first()).toBeAttached()
      await mine.waitForLoadState('networkidle').catch(() => undefined)
      await check(mine, `${path}, ${look.name}`)
      await narrow(mine, path)
    }
  })

  test(`every screen of the desk, ${look.name}`, async ({ council, office }) => {
    test.setTimeout(180_000)
    const child = anybody(council, 0)
    const worker = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!
    const seen: [typeof worker, string[]][] = [
      [worker, ['', 'children', `child/${child.child}`, `thread/${child.threads[0]!.thread}`, 'cover', 'tasks', 'me']],
      [staff(council, 'team_manager'), ['', 'team', 'tasks']],
      [staff(council, 'system_administrator'), ['accounts']],
      [staff(council, 'business_administrator'), ['coming']],
    ]
    for (const [who, paths] of seen) {
      const screen = await office(who, look.options)
      for (const path of paths) {
        await screen.goto(`/desk/${path}${look.words}`)
        await screen.waitForLoadState('networkidle').catch(() => undefined)
        await expect(screen.locator('h1').first()).toBeAttached()
        await check(screen, `desk/${path}, ${look.name}`)
        await screen.setViewportSize({ width: 320, height: 740 })
        await narrow(screen, `desk/${path}`)
        await screen.setViewportSize({ width: 1280, height: 800 })
      }
    }
  })
}

test('the lock screen offers help without signing in', async ({ council, phone }) => {
  const child = anybody(council, 1)
  const mine = await phone()
  await become(mine, council, child)
  await mine.goto('/')
  await expect(mine.getByText(chat('help.short_childline')).first()).toBeVisible()
})
