/** Every screen of both entries: axe (WCAG 2.2 AA) in light, contrast in dark, nothing cut off at 320 px, left to right and right to left. */
import type { Page } from '@playwright/test'
import { become, expect, givePin, inStory, staff, test, workerOf, PHONE, type Council } from './world'
import { chat, desk, enrol, more } from './words'
import { check, go, NARROW } from './look'
import { box, comeIn, givePinAgain } from './steps'

/** Opens all that is folded. */
const unfold = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const one of document.querySelectorAll('main details')) one.setAttribute('open', '')
  })

const CHILD_PAGES = ['/money', '/rights', '/rights/letter', '/all-rights', '/me', '/me/phones', '/me/lock', '/me/pin', '/me/language', '/me/notices', '/me/readers', '/me/looked', '/me/copy', '/me/out', '/help']

const childScreens = async (council: Council, mine: Page, words: string): Promise<void> => {
  const rtl = words !== ''
  const child = inStory(council, 'the school trip')
  const see = (what: string): Promise<void> => check(mine, `${what}${words}`, rtl)
  await mine.goto(`/${words}`)
  await see('welcome')
  await go(mine, '/help')
  await see('help, before signing in')
  await go(mine, '/j')
  await mine.getByRole('button').first().click()
  await expect(mine.locator('#code')).toBeVisible()
  await see('the code')

  await become(mine, council, child)
  await mine.goto(`/${words}`)
  await expect(mine.locator('input[type=password]')).toBeVisible()
  await see('locked')
  await mine.locator('input[type=password]').fill('wrong-words')
  await mine.locator('form button').last().click()
  await expect(mine.locator('.error').filter({ hasText: /./ })).toBeVisible()
  await see('a wrong PIN')
  await mine.locator('input[type=password]').fill(child.pin)
  await mine.locator('input[type=password]').press('Enter')
  await expect(mine.locator('.bubble').first()).toBeVisible()
  await see('the chat')
  await mine.locator('.composer form button').first().click()
  await expect(mine.locator('.composer fieldset, .composer [role=group]').first()).toBeVisible()
  await see('what it is about')
  await mine.locator('.composer form button').first().click()
  await mine.locator('.line .icon-button').last().click()
  await see('what can be done with a message')
  await go(mine, `/people/${child.threads[0]!.thread}`)
  await see('about a worker')
  for (const path of CHILD_PAGES) {
    await go(mine, path)
    await see(path)
    if (path === '/money') {
      await mine.locator('main button[aria-pressed]').click()
      await see('/money, uncovered')
    }
    if (path !== '/rights') continue
    await unfold(mine)
    await see('/rights, unfolded')
  }
}

test('every screen of the child’s app', async ({ council, phone }) => {
  test.setTimeout(180_000)
  await childScreens(council, await phone({ ...PHONE, viewport: NARROW }), '')
})

test('every screen of the child’s app, right to left', async ({ council, phone }) => {
  test.setTimeout(120_000)
  await childScreens(council, await phone({ ...PHONE, viewport: NARROW }), '?words=ar-XB')
})

test('every screen of coming in, and of a phone that was taken off', async ({ council, phone, office }) => {
  test.setTimeout(120_000)
  const child = inStory(council, 'moving in with an aunt')
  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()
  await check(screen, 'an invitation')
  const mine = await phone({ ...PHONE, viewport: NARROW })
  await mine.goto(`/j#${code}`)
  await expect(mine.getByRole('radio').first()).toBeAttached()
  await check(mine, 'the pictures')
  await mine.getByRole('radio').first().check({ force: true })
  await mine.getByRole('button', { name: enrol('step.next') }).click()
  await expect(mine.getByLabel(enrol('pin.label'))).toBeVisible()
  await check(mine, 'the PIN')
  const later = await phone({ ...PHONE, viewport: NARROW })
  await comeIn(later, code, '580293')
  await check(later, 'the three words')
  await expect(screen.getByRole('button', { name: desk('confirm.same_words') })).toBeVisible()
  await check(screen, 'the three words, at the desk')
  await later.getByRole('button', { name: enrol('words.later') }).click()
  await check(later, 'the card about limits')
  await later.getByRole('button', { name: enrol('limits.go') }).click()
  await expect(box(later)).toBeVisible()
  await check(later, 'a phone that nobody has confirmed')
  await later.context().setOffline(true)
  await later.reload()
  await expect(later.getByText(chat('lock.offline'))).toBeVisible()
  await check(later, 'locked, without a connection')
  await later.context().setOffline(false)
  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await expect(screen.getByText(desk('confirm.done'))).toBeVisible()
  await givePinAgain(later, '580293')
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: desk('phones.revoke') }).first().click()
  await check(screen, 'taking a phone off')
  await screen.getByRole('dialog').getByRole('combobox').selectOption('lost')
  await screen.getByRole('button', { name: desk('revoke.do') }).click()
  await expect(screen.getByText(desk('phones.revoked')).first()).toBeVisible()
  await expect(later.getByRole('heading', { name: chat('lock.gone_title') }).or(later.getByLabel(chat('lock.pin'))).first()).toBeVisible()
  await check(later, 'taken off')
})

const deskScreens = async (council: Council, open: (who: ReturnType<typeof staff>) => Promise<Page>, words: string): Promise<void> => {
  const rtl = words !== ''
  const child = inStory(council, 'the school trip')
  const thread = child.threads[0]!.thread
  const seen: [ReturnType<typeof staff>, string[]][] = [
    [workerOf(council, child), ['/desk/', '/desk/children', '/desk/slips', `/desk/child/${child.child}`, '/desk/cover', '/desk/tasks', '/desk/me', '/desk/rights', `/desk/statement/${child.child}`, `/desk/thread/${thread}`]],
    [staff(council, 'team_manager'), ['/desk/', '/desk/team', '/desk/tasks', '/desk/rights', '/desk/coverage']],
    [staff(council, 'iro'), ['/desk/', '/desk/rights']],
    [staff(council, 'personal_adviser'), ['/desk/', '/desk/rights']],
    [staff(council, 'system_administrator'), ['/desk/accounts']],
    [staff(council, 'business_administrator'), ['/desk/today', '/desk/first_week', '/desk/policy', '/desk/foundation', '/desk/carers', '/desk/short', '/desk/letter/2', '/desk/savings', `/desk/statement/${child.child}`, '/desk/files', '/desk/decide', '/desk/exceptions', '/desk/providers', '/desk/coverage']],
    [staff(council, 'business_administrator'), ['/desk/tie-out', '/desk/pay-runs', '/desk/months', '/desk/leavers', '/desk/changes', '/desk/exports', '/desk/local']],
    [staff(council, 'finance_approver'), ['/desk/pay-runs', '/desk/months', '/desk/leavers']],
    [staff(council, 'participation_worker'), ['/desk/coming']],
  ]
  for (const [who, paths] of seen) {
    const screen = await open(who)
    if (rtl) await screen.goto(`/desk/${words}`)
    await expect(screen.locator('main h1').first()).toBeAttached()
    for (const path of paths) {
      await go(screen, path)
      await check(screen, `${who.role}: ${path}${words}`, rtl)
    }
    if (who.role !== 'social_worker') continue
    // What opens in front of a conversation.
    const sheet = screen.getByRole('dialog')
    const closed = async (): Promise<void> => {
      await screen.keyboard.press('Escape')
      await expect(sheet).toHaveCount(0)
    }
    await screen.locator('article .more').last().click()
    await check(screen, `a message${words}`, rtl)
    await closed()
    const tools = screen.locator('main button.open[aria-haspopup=dialog]')
    await tools.click()
    await check(screen, `tools${words}`, rtl)
    const acts = await sheet.locator('.acts .button').count()
    for (const nth of [0, 2, acts - 1]) {
      await sheet.locator('.acts .button').nth(nth).click()
      await expect(sheet).toBeVisible()
      await check(screen, `tool ${nth}${words}`, rtl)
      await closed()
      await tools.click()
    }
    await closed()
  }
}

test('every screen of the desk', async ({ council, office }) => {
  test.setTimeout(420_000)
  await deskScreens(council, (who) => office(who), '')
})

test('every screen of the desk, right to left', async ({ council, office }) => {
  test.setTimeout(240_000)
  await deskScreens(council, (who) => office(who), '?words=ar-XB')
})

test('the doors: signing in at the desk, a new password', async ({ phone }) => {
  const screen = await phone({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false })
  await screen.goto('/desk/')
  await expect(screen.getByRole('button', { name: desk('sign_in.do') })).toBeVisible()
  await check(screen, 'the door')
  await screen.goto('/desk/#set=a-token-that-is-none')
  await expect(screen.locator('input[type=password]').first()).toBeVisible()
  await check(screen, 'a new password')
})

test('the question about notices, and the numbers for help on a locked phone', async ({ council, phone }) => {
  const child = inStory(council, 'college bus')
  const mine = await phone({ ...PHONE, viewport: NARROW })
  await become(mine, council, child)
  await mine.goto('/')
  await expect(mine.getByRole('link', { name: /999/ }).first()).toBeVisible()
  await expect(mine.getByText(chat('help.short_childline')).first()).toBeVisible()
  await givePin(mine, child.pin)
  await box(mine).fill('a word')
  await mine.getByRole('button', { name: chat('write.send'), exact: true }).click()
  await expect(mine.getByText(more('push.title'))).toBeVisible()
  await check(mine, 'the question about notices')
})
