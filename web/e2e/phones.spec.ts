/** Phones: taken off, locked, shared, and what stays on them. */
import type { Page } from '@playwright/test'
import { anybody, become, expect, givePin, test, unlock, workerOf } from './world'
import { chat, desk, enrol, me } from './words'
import { api } from './api'
import { arrived, box, comeIn, lockNow, say, throughLimits, threeWords, workerReady } from './steps'

test('a phone that is taken off forgets everything at once, and the child reads why at the next one', async ({ council, phone, office }) => {
  const child = anybody(council, 'haircut')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, 'I am here')
  await arrived(mine)
  await box(mine).fill('and this is begun')
  await expect.poll(() => everything(mine)).toContain(`draft/${child.account}`)
  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: desk('phones.revoke') }).first().click()
  const sheet = screen.getByRole('dialog')
  // Not without a reason.
  await sheet.getByRole('button', { name: desk('revoke.do') }).click()
  await expect(sheet.getByText(desk('phones.need_reason'))).toBeVisible()
  await sheet.getByRole('combobox').selectOption('taken')
  await sheet.getByRole('button', { name: desk('revoke.do') }).click()

  // Nobody touches the phone: the stream tells it.
  await expect(mine.getByRole('heading', { name: chat('lock.gone_title') })).toBeVisible({ timeout: 20_000 })
  await expect(mine.getByText('I am here')).toHaveCount(0)
  await expect.poll(() => everything(mine)).not.toContain(child.account)
  // The secret that the browser still holds opens nothing any more, not even the unlock screen.
  expect((await api(mine, 'GET', '/v1/child/session')).status).toBe(401)
  expect((await api(mine, 'POST', '/v1/child/session', { account: child.account, pin: child.pin })).status).toBe(401)
  expect((await api(mine, 'GET', '/v1/device')).body).toEqual({ accounts: [] })
  await mine.reload()
  await expect(mine.getByRole('button', { name: enrol('welcome.code') })).toBeVisible()
})

test('a hidden page locks, and what was being written is still there after the PIN', async ({ council, phone }) => {
  const child = anybody(council, 'football boots')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  // The child chooses "straight away" (one minute is the same code with another number).
  await mine.getByRole('link', { name: chat('app.me'), exact: true }).click()
  await mine.getByRole('link', { name: me('me.lock_after') }).click()
  await mine.getByRole('radio', { name: 'straight away' }).check({ force: true })
  await expect(mine.getByText(me('me.saved'))).toBeVisible()
  await mine.getByRole('link', { name: chat('app.chat') }).click()
  await box(mine).fill('I was just going to say')
  await hide(mine, true)
  await expect(mine.locator('.cover')).toBeVisible()
  await hide(mine, false)
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await expect(mine.getByText('I was just going to say')).toHaveCount(0)
  expect((await api(mine, 'GET', '/v1/child/session')).status).toBe(401)
  await givePin(mine, child.pin)
  await expect(box(mine)).toHaveValue('I was just going to say')
})

test('a wrong PIN is said in words, and five make it wait', async ({ council, phone }) => {
  const child = anybody(council, 'medicine')
  const mine = await phone()
  await become(mine, council, child)
  await mine.goto('/')
  for (let i = 1; i <= 5; i++) {
    await mine.getByLabel(chat('lock.pin')).fill(`00${i}99${i}`)
    await mine.getByRole('button', { name: chat('lock.open'), exact: true }).click()
    if (i < 5) await expect(mine.getByText(chat('lock.wrong'))).toBeVisible()
  }
  await expect(mine.getByText(/Too many tries. Wait/)).toBeVisible()
  await expect(mine.getByLabel(chat('lock.pin'))).toHaveCount(0)
  await expect(mine.getByText(chat('help.short_childline')).first()).toBeVisible()
})

test('two children on one device: a picture and a PIN each, and nothing of the other', async ({ council, phone, office }) => {
  const [first, second] = [anybody(council, 'a dog'), anybody(council, 'life story')]
  const mine = await phone()
  await become(mine, council, first)
  await unlock(mine, first.pin)
  const [ours, theirs] = ['this is only about the first of us', 'this is only about the second']
  await say(mine, ours)
  await arrived(mine)

  const screen = await office(workerOf(council, second))
  await screen.goto(`/desk/child/${second.child}`)
  await screen.getByRole('radio', { name: desk('invite.reason.second_device') }).check({ force: true })
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()

  await lockNow(mine)
  const shown = await comeIn(mine, code, '907142', 5)
  await expect(screen.getByRole('button', { name: desk('confirm.same_words') })).toBeVisible()
  expect(await threeWords(screen)).toEqual(shown)
  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await throughLimits(mine)
  await say(mine, theirs)
  await arrived(mine)
  await expect(mine.getByText(ours)).toHaveCount(0)

  await lockNow(mine)
  await expect(mine.getByText(chat('lock.pick'))).toBeVisible()
  for (const child of [first, second]) await expect(mine.getByText(child.name.split(' ')[0]!)).toHaveCount(0)
  const { accounts } = (await api<{ accounts: { account: string; picture: string }[] }>(mine, 'GET', '/v1/device')).body
  expect(accounts).toHaveLength(2)
  const picture = (mine: boolean) => chat(`picture.${accounts.find(({ account }) => (account === first.account) === mine)!.picture}`)

  // The first child's PIN does not open the second child's picture.
  await mine.getByRole('button', { name: picture(false) }).click()
  await mine.getByLabel(chat('lock.pin')).fill(first.pin)
  await mine.getByRole('button', { name: chat('lock.open'), exact: true }).click()
  await expect(mine.getByText(chat('lock.wrong'))).toBeVisible()
  await givePin(mine, '907142')
  await expect(mine.getByText(theirs, { exact: true })).toBeVisible()
  await expect(mine.getByText(ours)).toHaveCount(0)

  await lockNow(mine)
  await mine.getByRole('button', { name: picture(true) }).click()
  await givePin(mine, first.pin)
  await expect(mine.getByText(ours, { exact: true })).toBeVisible()
  await expect(mine.getByText(theirs)).toHaveCount(0)
})

// SESS-12
test('signed out: neither Back nor the tab from the cache paints anything', async ({ council, phone }) => {
  const child = anybody(council, 'college bus')
  const secret = 'nobody else may read this here'
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, secret)
  await arrived(mine)
  await workerReady(mine)

  // The tab comes out of the browser's cache of pages: it locks before anybody sees it.
  await mine.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await expect(mine.getByText(secret)).toHaveCount(0)
  await givePin(mine, child.pin)
  await expect(mine.getByText(secret)).toBeVisible()

  await mine.getByRole('link', { name: chat('app.me'), exact: true }).click()
  await mine.getByText(me('me.sign_out')).click()
  await mine.getByRole('button', { name: me('out.go'), exact: true }).click()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  // From here on every page notes whether the words were ever in it, however shortly.
  const watch = (secret: string): void => {
    const look = (): void => void (document.documentElement?.innerHTML.includes(secret) && sessionStorage.setItem('painted', location.pathname))
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
  }
  await mine.addInitScript(watch, secret)
  await mine.evaluate(watch, secret)
  await mine.goBack()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await mine.goBack()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await mine.goto('/help')
  await mine.goBack()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  expect(await mine.evaluate(() => sessionStorage.getItem('painted'))).toBeNull()
})

// SESS-12, for whoever writes to children
test('signed out at the desk: Back paints nothing', async ({ council, office }) => {
  const child = anybody(council, 'college bus')
  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/thread/${child.threads[0]!.thread}`)
  await expect(screen.getByRole('textbox', { name: desk('composer.label') })).toBeVisible()
  await screen.getByRole('link', { name: desk('nav.me') }).click()
  await screen.getByRole('button', { name: desk('me.sign_out') }).click()
  await expect(screen.getByRole('button', { name: desk('sign_in.do') })).toBeVisible()
  await screen.goBack()
  await expect(screen.getByRole('button', { name: desk('sign_in.do') })).toBeVisible()
  await expect(screen.locator('article')).toHaveCount(0)
  await expect(screen.getByText(child.name)).toHaveCount(0)
})

// PRIV-04, PRIV-07
test('nothing readable stays on a phone: not in IndexedDB, not in caches, not in web storage', async ({ council, phone }) => {
  const child = anybody(council, 'the music room')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  const canary = 'canaryfinch'
  await say(mine, `${canary} sent`)
  await arrived(mine)
  await mine.context().setOffline(true)
  await say(mine, `${canary} waiting`)
  await box(mine).fill(`${canary} draft`)
  // All three kinds of sealed things are there to be looked through.
  for (const kind of ['draft', 'out', 'kept']) await expect.poll(() => everything(mine)).toContain(`${kind}/${child.account}`)
  const secrets = [canary, child.name.split(' ')[0]!, child.pin, child.device_secret, child.threads[0]!.holder!, child.reference]
  const kept = await everything(mine)
  for (const secret of secrets) expect(kept).not.toContain(secret)
  expect(kept).not.toContain('/v1/')
  await mine.context().setOffline(false)
  await lockNow(mine)
  const locked = await everything(mine)
  for (const secret of secrets) expect(locked).not.toContain(secret)
})

/** Makes the page believe that it is hidden (or in front again), as a phone does when another app comes up. */
const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

/** Everything that the browser keeps for the app, as text. */
const everything = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const seen: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie]
    const text = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return new TextDecoder().decode(value)
      if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value as Uint8Array)
      if (value && typeof value === 'object') return Object.entries(value).map(([k, v]) => `${k}=${text(v)}`).join(';')
      return String(value)
    }
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const opening = indexedDB.open(name!)
        opening.onsuccess = () => done(opening.result)
        opening.onerror = () => fail(opening.error)
      })
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store)
        for (const get of [all.getAll(), all.getAllKeys()]) {
          const rows = await new Promise<unknown[]>((done) => (get.onsuccess = () => done(get.result)))
          seen.push(...rows.map(text))
        }
      }
      db.close()
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        seen.push(request.url)
        const answer = await cache.match(request)
        if (answer && /json|html|text/.test(answer.headers.get('content-type') ?? '') && !/javascript|css/.test(answer.headers.get('content-type') ?? '')) seen.push(await answer.text())
      }
    }
    return seen.join('\n')
  })
