/** Pushes say nothing: PUSH-02 to PUSH-05. */
import type { CDPSession, Page } from '@playwright/test'
import { anybody, become, expect, givePin, test, unlock } from './world'
import { chat, more } from './words'
import { say, workerReady } from './steps'
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

test('push is off until the child says yes, and is asked about only after the first message', async ({ council, phone }) => {
  const child = anybody(council, 7)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
  await say(mine, 'a first one from this phone')
  await expect(mine.getByText(more('push.title'))).toBeVisible()
  await mine.getByRole('button', { name: more('push.no') }).click()
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
  await mine.reload()
  if (await mine.getByLabel(chat('lock.pin')).isVisible().catch(() => false)) await givePin(mine, child.pin)
  await say(mine, 'and a second one')
  await mine.waitForTimeout(500)
  await expect(mine.getByText(more('push.title'))).toHaveCount(0)
})

test('whatever happened, the note is one fixed sentence, one at a time, and a tap asks for the PIN', async ({ council, phone }) => {
  const child = anybody(council, 8)
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
  }
  await expect.poll(async () => (await notices(mine)).length).toBe(1)
  const [note] = await notices(mine)
  expect(FIXED).toContain(note!.title)
  expect(note!.body).toBe('')
  expect(note!.tag).toBe('sayso')

  const worker = mine.context().serviceWorkers()[0]!
  await worker.evaluate(async () => {
    const scope = self as unknown as ServiceWorkerGlobalScope
    const [notification] = await scope.registration.getNotifications()
    scope.dispatchEvent(new NotificationEvent('notificationclick', { notification: notification! }))
  })
  await expect(mine.getByLabel(chat('lock.pin'))).toBeVisible()
  await expect(mine.locator('article')).toHaveCount(0)
})
