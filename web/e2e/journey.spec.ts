/** The main job, end to end: a child from the council's files, a phone that comes in, words that arrive and are answered. */
import { anybody, become, expect, signIn, test, unlock, workerOf } from './world'
import { chat, desk, enrol } from './words'
import { api } from './api'
import { box, comeIn, givePinAgain, lockNow, reply, say, state, throughLimits, threeWords, workerReady } from './steps'

const NEW = 'SC990001'
const PIN = '580293'

test('a new child in the return can be let in, write without a connection, and be answered live', async ({ council, phone, office }) => {
  test.setTimeout(120_000)
  const worker = council.signIns.staff.find((s) => s.role === 'social_worker')!
  await council.down()
  council.import('ssda903', {
    'header.csv': `CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n${NEW},2,04/03/2012,WBRI,UN1,0,\n`,
    'episodes.csv': `CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n${NEW},02/09/2024,S,C2,N1,U6,PR1,,,,,,\n`,
  })
  council.import('people', { 'people.csv': `child_id,known_as,first_language,interpreter\n${NEW},Robin Ashdown,English,no\n` })
  council.import('allocations', { 'allocations.csv': `child_id,staff_id,post,from,to\n${NEW},${worker.code},social_worker,20/11/2026,\n` })
  await council.up()

  const screen = await office(worker)
  await screen.goto('/desk/children')
  await screen.getByRole('link', { name: /Robin Ashdown/ }).first().click()
  await expect(screen.getByRole('heading', { level: 1, name: /Robin Ashdown/ })).toBeVisible()
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()
  expect(code).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{7}$/)

  const mine = await phone()
  const shown = await comeIn(mine, code, PIN)
  // The worker's screen goes on by itself, to the same three words.
  await expect(screen.getByRole('button', { name: desk('confirm.same_words') })).toBeVisible()
  expect(await threeWords(screen)).toEqual(shown)
  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await expect(screen.getByText(desk('confirm.done'))).toBeVisible()
  await screen.getByRole('dialog').getByRole('button', { name: desk('close') }).first().click()
  // So does the phone: nobody there taps anything.
  await throughLimits(mine)
  await expect(mine.getByRole('heading', { level: 1, name: new RegExp(worker.name) })).toBeVisible()
  await expect(mine.locator('.bubble', { hasText: worker.name })).toBeVisible()
  await workerReady(mine)

  // The worker has the conversation open, and loads nothing again from here on.
  await screen.getByRole('button', { name: desk('posts.open') }).click()
  await expect(screen.getByRole('textbox', { name: desk('composer.label') })).toBeVisible()

  await mine.context().setOffline(true)
  const words = 'Can I stay for the whole match on Saturday?'
  await say(mine, words)
  await expect(state(mine, 'state.saved')).toBeVisible()
  await expect(state(mine, 'state.sent')).toHaveCount(0)

  // Closed and opened again without a connection: the words wait, sealed, and are counted.
  await mine.reload()
  await expect(mine.getByText('1 message is waiting to be sent')).toBeVisible()
  await expect(mine.getByText(words)).toHaveCount(0)
  await expect(screen.getByText(words)).toHaveCount(0)

  await mine.context().setOffline(false)
  await givePinAgain(mine, PIN)
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
  await expect(state(mine, 'state.sent')).toBeVisible()
  await expect(mine.getByText(chat('ask.open')).first()).toBeVisible()

  await expect(screen.getByText(words, { exact: true })).toBeVisible()
  await expect(state(mine, 'state.seen').or(state(mine, 'state.seen_due'))).toBeVisible()

  const answer = 'The whole match, and extra time. I’ll tell Pat.'
  await reply(screen, answer)
  await expect(mine.getByText(answer, { exact: true })).toBeVisible()
  await expect(state(mine, 'state.replied')).toBeVisible()

  const thread = mine.url().split('/t/')[1] ?? (await api<{ items: { thread: string }[] }>(mine, 'GET', '/v1/child/people')).body.items[0]!.thread
  const kept = await api<{ messages: { text: string | null }[] }>(mine, 'GET', `/v1/threads/${thread}?limit=50`)
  expect(kept.body.messages.filter((m) => m.text === words)).toHaveLength(1)
})

test('a phone that nobody has confirmed sends, and shows nothing: not from the server, not from itself', async ({ council, phone, office }) => {
  const child = council.signIns.children.find((c) => !c.confirmed)!
  const worker = workerOf(council, child)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, 'is anybody there', false)
  await expect(mine.getByText(chat('thread.sent_unread')).first()).toBeVisible()

  const screen = await office(worker)
  await screen.goto(`/desk/thread/${child.threads[0]!.thread}`)
  await expect(screen.getByText('is anybody there', { exact: true })).toBeVisible()
  await reply(screen, 'Yes. I’m ringing you at home in five minutes.')
  // A second one goes after the reply is there: when its "sent" stands on the phone, the reply would have come as well.
  await say(mine, 'hello?', false)
  await expect(screen.getByText('hello?', { exact: true })).toBeVisible()
  await expect(mine.getByText(chat('thread.sent_unread'))).toHaveCount(2)
  for (const hidden of [/ringing you/, 'is anybody there', 'hello?', worker.name, worker.name.split(' ')[0]!, child.name]) {
    await expect(mine.getByText(hidden)).toHaveCount(0)
  }

  // The worker confirms it: now it may read, without being opened again.
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: desk('phones.confirm') }).first().click()
  await screen.getByRole('dialog').getByRole('button', { name: desk('confirm.spoke') }).click()
  await expect(mine.getByText(/ringing you/)).toBeVisible()
})

test('let in again with a new PIN: until somebody confirms it the phone shows nothing that it kept', async ({ council, phone, office }) => {
  const child = anybody(council, 'a week at the garage')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  const holder = child.threads[0]!.holder!
  const name = council.signIns.staff.find((s) => s.sign_in_name === holder)!.name
  await expect(mine.getByRole('heading', { level: 1, name })).toBeVisible()
  await mine.context().setOffline(true)
  await say(mine, 'waiting since before')
  await box(mine).fill('begun before')
  await lockNow(mine)
  await mine.context().setOffline(false)

  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('radio', { name: desk('invite.reason.forgot_pin') }).check({ force: true })
  await screen.getByRole('button', { name: desk('invite.on_screen') }).click()
  const code = (await screen.locator('.letters').innerText()).trim()
  await comeIn(mine, code, '739105')
  await mine.getByRole('button', { name: enrol('words.later') }).click()
  // Nothing goes out and nothing comes in while one looks: what is shown is what the phone itself has.
  await mine.route('**/v1/**', (route) => route.abort('internetdisconnected'))
  await throughLimits(mine)
  await expect(box(mine)).toHaveValue('')
  for (const hidden of ['waiting since before', 'begun before', name, name.split(' ')[0]!]) await expect(mine.getByText(hidden)).toHaveCount(0)
  await mine.unrouteAll()

  await screen.getByRole('button', { name: desk('confirm.same_words') }).click()
  await expect(screen.getByText(desk('confirm.done'))).toBeVisible()
  await mine.reload()
  await expect(mine.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(mine.getByText('waiting since before', { exact: true })).toBeVisible()
  await expect(box(mine)).toHaveValue('begun before')
})

test('a wrong code is refused in words, and the help is on the way in', async ({ phone }) => {
  const mine = await phone()
  await mine.goto('/j#AAA-2222222')
  await expect(mine.getByRole('alert').filter({ hasText: /./ })).toContainText('That code doesn’t work')
  await expect(mine.getByRole('link', { name: chat('app.help') })).toBeVisible()
})

test('somebody who has left cannot sign in at the desk', async ({ council, office, phone }) => {
  const worker = council.signIns.staff.filter((s) => s.role === 'personal_adviser').at(-1)!
  const administrator = await office(council.signIns.staff.find((s) => s.role === 'system_administrator')!)
  const screen = await phone({ viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false })
  await signIn(screen, worker)
  expect((await api(administrator, 'POST', `/v1/staff/accounts/${worker.staff}/disable`, {})).status).toBe(204)
  await screen.goto('/desk/children')
  await expect(screen.getByRole('button', { name: desk('sign_in.do') })).toBeVisible()
})
