/** Phones: taken off, locked, shared, and what stays on them. */
import { anybody, become, expect, givePin, test, unlock } from './world'
import { chat, desk, me } from './words'
import { api } from './api'
import { box, comeIn, say, workerReady } from './steps'

test('a phone that is taken off forgets everything at its next contact', async ({ council, phone, office }) => {
  const child = anybody(council, 1)
  const worker = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, 'I am here')
  const screen = await office(worker)
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: desk('phones.revoke') }).first().click()
  const sheet = screen.getByRole('dialog')
  const reason = sheet.getByRole('textbox').or(sheet.getByRole('combobox')).or(sheet.getByRole('radio'))
  await expect(reason.first()).toBeVisible()
  if (await sheet.getByRole('textbox').count()) await sheet.getByRole('textbox').fill('The phone was left on a bus')
  else await sheet.getByRole('radio').first().check({ force: true })
  await sheet.getByRole('button', { name: desk('revoke.do') }).click()

  await expect(mine.getByRole('heading', { name: chat('lock.gone_title') })).toBeVisible({ timeout: 20_000 })
  await expect(mine.getByText('I am here')).toHaveCount(0)
  const kept = await mine.evaluate(async () => (await indexedDB.databases()).length + localStorage.length)
  expect(kept).toBeLessThanOrEqual(1)
  expect((await mine.context().cookies()).filter((c) => c.name.startsWith('__Host-'))).toEqual([])
})

test('a hidden page locks, and what was being written is still there after the PIN', async ({ council, phone }) => {
  const child = anybody(council, 2)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  // The child chose: straight away. (One minute is the same code with another number.)
  expect((await api(mine, 'PUT', '/v1/child/lock', { lock_after_s: 0 })).status).toBe(204)
  await mine.reload()
  if (await mine.getByLabel(chat('lock.pin')).isVisible().catch(() => false)) await givePin(mine, child.pin)
  await expect(box(mine)).toBeVisible()
  await box(mine).fill('I was just going to say')
  await mine.waitForTimeout(700)
  await hide(mine, true)
  await hide(mine, false)
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await expect(mine.getByText('I was just going to say')).toHaveCount(0)
  expect((await api(mine, 'GET', '/v1/child/session')).status).toBe(401)
  await givePin(mine, child.pin)
  await expect(box(mine)).toHaveValue('I was just going to say')
})

test('two children on one device: a picture and a PIN each, and nothing of the other', async ({ council, phone, office }) => {
  const [first, second] = [anybody(council, 3), anybody(council, 4)]
  const mine = await phone()
  await become(mine, council, first)
  await unlock(mine, first.pin)
  await say(mine, 'this is only about the first of us')

  const worker = council.signIns.staff.find((s) => s.sign_in_name === second.threads[0]!.holder)!
  const screen = await office(worker)
  await screen.goto(`/desk/child/${second.child}`)
  await screen.getByRole('radio', { name: desk('invite.reason.second_device') }).check({ force: true })
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()

  await mine.getByRole('button', { name: chat('app.lock') }).click()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await comeIn(mine, code, '907142', 5)
  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await expect(mine.getByText('this is only about the first of us')).toHaveCount(0)

  await mine.goto('/')
  const lock = mine.getByRole('button', { name: chat('app.lock') })
  if (await lock.isVisible().catch(() => false)) await lock.click()
  await expect(mine.getByText(chat('lock.pick'))).toBeVisible()
  await expect(mine.getByText(first.name.split(' ')[0]!)).toHaveCount(0)
  const faces = mine.locator('.faces button')
  await expect(faces).toHaveCount(2)
  // The first child's PIN does not open the second child's picture.
  await faces.nth(1).click()
  await mine.getByLabel(chat('lock.pin')).fill(first.pin)
  await mine.getByRole('button', { name: chat('lock.open'), exact: true }).click()
  const wrong = mine.getByText(chat('lock.wrong'))
  const tabs = mine.getByRole('navigation', { name: chat('app.tabs') })
  await expect(wrong.or(tabs).first()).toBeVisible()
  if (await tabs.isVisible()) await expect(mine.getByText('this is only about the first of us')).toBeVisible()
})

// SESS-12
test('signed out: neither Back nor the tab from the cache paints anything', async ({ council, phone }) => {
  const child = anybody(council, 5)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, 'nobody else may read this here')
  await workerReady(mine)
  await mine.goto('/me')
  if (await mine.getByLabel(chat('lock.pin')).isVisible().catch(() => false)) await givePin(mine, child.pin)
  await mine.getByText(me('me.sign_out')).click()
  await mine.getByRole('button', { name: me('out.go') }).click()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await mine.goBack()
  await expect(mine.getByText('nobody else may read this here')).toHaveCount(0)
  await mine.goto('/help')
  await mine.goBack()
  await expect(mine.getByText('nobody else may read this here')).toHaveCount(0)
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
})

// PRIV-04
test('nothing readable stays on a phone: not in IndexedDB, not in caches, not in web storage', async ({ council, phone }) => {
  const child = anybody(council, 6)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  const canary = 'canaryfinch'
  await say(mine, `${canary} sent`)
  await expect(mine.getByText(chat('state.sent')).or(mine.getByText(chat('ask.open'))).first()).toBeVisible()
  await mine.context().setOffline(true)
  await say(mine, `${canary} waiting`)
  await box(mine).fill(`${canary} draft`)
  await mine.waitForTimeout(1000)
  const kept = await everything(mine)
  expect(kept.length).toBeGreaterThan(100)
  for (const secret of [canary, child.name.split(' ')[0]!, child.pin, child.device_secret]) expect(kept).not.toContain(secret)
  await mine.context().setOffline(false)
  await mine.getByRole('button', { name: chat('app.lock') }).click()
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  const locked = await everything(mine)
  for (const secret of [canary, child.name.split(' ')[0]!]) expect(locked).not.toContain(secret)
})

/** Makes the page believe that it is hidden (or in front again), as a phone does when another app comes up. */
const hide = (page: import('@playwright/test').Page, hidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

/** Everything that the browser keeps for the app, as text. */
const everything = (page: import('@playwright/test').Page): Promise<string> =>
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
