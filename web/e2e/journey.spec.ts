/** The main job, end to end: a council from its files, a phone that comes in, words that arrive and are answered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { become, expect, test, unlock } from './world'
import { chat, desk } from './words'
import { comeIn, reply, say, throughLimits, threeWords, workerReady } from './steps'

test('the council came from the files that a council gives', async ({ council }) => {
  const header = readFileSync(join(council.folder, 'council-files/people.csv'), 'utf8').split('\n')[0]
  expect(header?.trim()).toBe('child_id,known_as,first_language,interpreter')
  expect(council.signIns.staff.length).toBeGreaterThan(20)
})

test('invited, enrolled, confirmed by three words, sent offline, seen live, answered', async ({ council, phone, office }) => {
  test.setTimeout(120_000)
  const invited = council.signIns.invitation!
  const worker = council.signIns.staff.find((s) => s.sign_in_name === invited.made_by)!
  const screen = await office(worker)

  await screen.goto(`/desk/child/${invited.child}`)
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()
  expect(code).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{7}$/)

  const mine = await phone()
  const shown = await comeIn(mine, code, '580293')
  expect(await threeWords(screen)).toEqual(shown)
  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await expect(screen.getByText(desk('confirm.done'))).toBeVisible()
  await screen.getByRole('button', { name: desk('close'), exact: true }).first().click()
  await throughLimits(mine)

  // The worker's hello is there already.
  await expect(mine.locator('main, .chat').getByText(worker.name.split(' ')[0]!).first()).toBeVisible()
  await workerReady(mine)
  await screen.goto('/desk/')
  await expect(screen.getByRole('heading', { name: desk('inbox.title') })).toBeVisible()

  await mine.context().setOffline(true)
  const words = `Can I stay for the whole match on Saturday? ${Date.now()}`
  await say(mine, words)
  await expect(mine.getByText(chat('state.saved')).first()).toBeVisible()
  await expect(mine.getByText(chat('state.sent'))).toHaveCount(0)

  // Closed and opened again without a connection: the words are still there, sealed, and counted.
  await mine.reload()
  await expect(mine.getByText(chat('lock.waiting', { n: '1' })).or(mine.getByText('1 message is waiting to be sent'))).toBeVisible()
  await mine.context().setOffline(false)
  await mine.getByRole('button', { name: chat('app.again') }).click().catch(() => undefined)
  await mine.getByLabel(chat('lock.pin')).fill('580293')
  await mine.getByRole('button', { name: chat('lock.open'), exact: true }).click()
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
  await expect(mine.getByText(chat('state.sent')).or(mine.getByText(chat('ask.open'))).first()).toBeVisible()

  // The worker sees it without loading anything again.
  const row = screen.getByRole('link', { name: new RegExp(invited.name) })
  await expect(row.first()).toBeVisible()
  await row.first().click()
  await expect(screen.getByText(words, { exact: true })).toBeVisible()
  await expect(mine.getByText(chat('state.seen')).or(mine.getByText(chat('state.seen_due'))).first()).toBeVisible()

  await reply(screen, 'The whole match, and extra time. I’ll tell Pat.')
  await expect(mine.getByText('The whole match, and extra time. I’ll tell Pat.', { exact: true })).toBeVisible()
})

test('an unconfirmed phone may send and is shown nothing back', async ({ council, phone, office }) => {
  const child = council.signIns.children.find((c) => !c.confirmed)!
  const worker = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!
  const screen = await office(worker)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await mine.getByLabel(chat('write.label')).fill('is anybody there')
  await mine.getByRole('button', { name: chat('write.send'), exact: true }).click()
  await screen.goto(`/desk/thread/${child.threads[0]!.thread}`)
  await expect(screen.getByText('is anybody there', { exact: true })).toBeVisible()
  await reply(screen, 'Yes. I’m ringing you at home in five minutes.')
  await mine.waitForTimeout(1500)
  await expect(mine.getByText('I’m ringing you')).toHaveCount(0)
  await expect(mine.getByText(worker.name)).toHaveCount(0)
})
