/** Pushes say nothing: PUSH-02 to PUSH-05. */
import type { CDPSession, Page } from '@playwright/test'
import { anybody, become, expect, givePin, signIn, staff, test, unlock } from './world'
import { chat, desk, more } from './words'
import { api } from './api'
import { arrived, say, workerReady } from './steps'
import moreEn from '../src/app/texts/more.en.json' with { type: 'json' }

const FIXED = [moreEn['push.text1'], moreEn['push.text2'], moreEn['push.text3']]

const registration = async (cdp: CDPSession): Promise<string> => {
  const found = new Promise<string>((done) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find((r) => !r.isDeleted)
      if (mine) done(mine.registrationId)
    }),
  )
  await cdp.send('ServiceWorker.enable')
  return found
}

const notices = (page: Page): Promise<{ title: string; body: string; tag: string }[]> =>
  page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => ({ title, body, tag })))

interface Choices { language: string | null; push: boolean; push_text: number; quiet_from: number; quiet_until: number; ask_push: boolean }
const choices = async (page: Page): Promise<Choices> => (await api<{ choices: Choices }>(page, 'GET', '/v1/child/session')).body.choices

// PUSH-03
test('push is off until the child says yes, is asked about only after the first message, and “not now” stays', async ({ council, phone }) => {
  const child = anybody(council, 'food')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  expect(await choices(mine)).toMatchObject({ push: false, ask_push: true })
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
  await say(mine, 'a first one from this phone')
  await arrived(mine)
  await expect(mine.getByText(more('push.title'))).toBeVisible()
  await mine.getByRole('button', { name: more('push.no') }).click()
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
  await mine.reload()
  await expect(mine.getByRole('navigation', { name: chat('app.tabs') })).toBeVisible()
  await say(mine, 'and a second one')
  await arrived(mine)
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
  expect(await choices(mine)).toMatchObject({ push: false, ask_push: false })
})

test('yes: the phone’s address goes to the server, and the child can see and change it', async ({ council, phone }) => {
  const child = anybody(council, 'glasses')
  const mine = await phone()
  await mine.context().grantPermissions(['notifications'], { origin: council.address })
  const endpoint = await standIn(mine)
  const put: unknown[] = []
  // Kept from the server, which would try to send to it.
  await mine.route('**/v1/child/push', (route) => (put.push(route.request().postDataJSON()), route.fulfill({ status: 204 })))
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  await say(mine, 'tell me when you know')
  await mine.getByRole('button', { name: more('push.yes') }).click()
  await expect(mine.getByText(more('push.done'))).toBeVisible()
  expect(put).toEqual([{ endpoint }])
  expect((await choices(mine)).push).toBe(true)
})

// PUSH-02, PUSH-04, PUSH-05
test('whatever happened, the note is one fixed sentence, one at a time, and a tap asks for the PIN', async ({ council, phone }) => {
  const child = anybody(council, 'bike')
  const mine = await phone()
  await mine.context().grantPermissions(['notifications'], { origin: council.address })
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  const cdp = await mine.context().newCDPSession(mine)
  const registrationId = await registration(cdp)
  // Empty as ours, and what somebody else might send: the note is the same.
  for (const data of ['', 'Sam: ring me', '{"title":"Sam","body":"ring me"}']) {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: council.address, registrationId, data })
    await expect.poll(() => notices(mine)).toEqual([{ title: FIXED[0], body: '', tag: 'sayso' }])
  }

  // The child chooses another sentence, and the worker shows that one.
  await mine.goto('/me/notices')
  await mine.getByRole('radio', { name: moreEn['push.text2'] }).check({ force: true })
  await expect.poll(async () => (await choices(mine)).push_text).toBe(2)
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: council.address, registrationId, data: '' })
  await expect.poll(() => notices(mine)).toEqual([{ title: FIXED[1], body: '', tag: 'sayso' }])

  await mine.getByRole('link', { name: chat('app.chat') }).click()
  await expect(mine.locator('.bubble').first()).toBeVisible()
  await mine.context().serviceWorkers()[0]!.evaluate(async () => {
    const scope = self as unknown as ServiceWorkerGlobalScope
    const [notification] = await scope.registration.getNotifications()
    scope.dispatchEvent(new NotificationEvent('notificationclick', { notification: notification! }))
  })
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await expect(mine.locator('.bubble')).toHaveCount(0)
  await expect.poll(() => notices(mine)).toEqual([])
  await givePin(mine, child.pin)
  await expect(mine.locator('.bubble').first()).toBeVisible()
})

test('at the desk being told is on: the device is given to the server at every sign-in, and “not here” stays', async ({ council, office }) => {
  const worker = staff(council, 'iro')
  const put: unknown[] = []
  let endpoint = ''
  const screen = await office(worker, {}, async (page) => {
    await page.context().grantPermissions(['notifications'], { origin: council.address })
    endpoint = await standIn(page)
    // Kept from the server, which would try to send to it.
    await page.route('**/v1/staff/push', (route) => (put.push([route.request().method(), route.request().postDataJSON()]), route.fulfill({ status: 204 })))
  })
  const given = ['PUT', { endpoint }]
  await expect.poll(() => put).toEqual([given])
  await screen.getByRole('link', { name: desk('nav.me') }).click()
  await screen.getByRole('button', { name: desk('me.sign_out') }).click()
  await signIn(screen, worker)
  await screen.getByRole('link', { name: /^Inbox/ }).click()
  await expect.poll(() => put).toEqual([given, given])

  await screen.getByRole('link', { name: desk('nav.me') }).click()
  await screen.getByRole('button', { name: desk('notices.turn_off') }).click()
  await expect.poll(() => put).toEqual([given, given, ['DELETE', { endpoint }]])
  await screen.goto('/desk/')
  await expect(screen.getByRole('heading', { name: desk('inbox.title') })).toBeVisible()
  await expect(screen.getByText(desk('notices.offer'))).toHaveCount(0)
  expect(put).toHaveLength(3)
})

test('a browser that was not asked yet is asked by a line in the inbox, once', async ({ council, office }) => {
  // A headless browser answers “denied” before it was asked: this one has not been asked.
  const unasked = (page: Page) => page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'default' }))
  const screen = await office(staff(council, 'iro'), {}, unasked)
  await expect(screen.getByText(desk('notices.offer'))).toBeVisible()
  await screen.getByRole('button', { name: desk('notices.not_here') }).click()
  await expect(screen.getByText(desk('notices.offer'))).toHaveCount(0)
  await screen.reload()
  await expect(screen.getByRole('heading', { name: desk('inbox.title') })).toBeVisible()
  await expect(screen.getByText(desk('notices.offer'))).toHaveCount(0)
})

/** A stand-in for the browser's own push service, which cannot be reached from here. Answers the address it gives out. */
const standIn = async (page: Page): Promise<string> => {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/a-phone-of-the-tests'
  await page.addInitScript((endpoint) => {
    const subscription = { endpoint, unsubscribe: async () => true } as unknown as PushSubscription
    PushManager.prototype.subscribe = async () => subscription
    PushManager.prototype.getSubscription = async () => subscription
  }, endpoint)
  return endpoint
}
