/** A message that went to the wrong child, and an answer that is wrong. */
import { anybody, become, expect, test, unlock, workerOf } from './world'
import { chat, desk } from './words'
import { arrived, reply, say } from './steps'

test('a message sent to the wrong child is gone from the phone at once, and the child is told', async ({ council, phone, office }) => {
  const child = anybody(council, 'swimming badge')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/thread/${child.threads[0]!.thread}`)
  const words = 'The doctor rang about your sister, ring me back'
  await reply(screen, words)
  await expect(mine.getByText(words, { exact: true })).toBeVisible()

  await screen.locator('article', { hasText: words }).getByRole('button').click()
  await screen.getByRole('button', { name: desk('message.wrong') }).click()
  await screen.getByRole('button', { name: desk('wrong.do') }).click()
  await expect(screen.getByText(desk('bubble.wrong_child')).first()).toBeVisible()
  await expect(mine.getByText(words)).toHaveCount(0)
  await expect(mine.getByText(chat('thread.wrong_child')).first()).toBeVisible()
  // Nor when the phone is opened again without a connection: what it kept has gone as well.
  await mine.reload()
  await expect(mine.getByText(chat('thread.wrong_child')).first()).toBeVisible()
  await expect(mine.getByText(words)).toHaveCount(0)
})

test('answered by a call, and the child says no: it is open again, and the worker sees it', async ({ council, phone, office }) => {
  const child = anybody(council, 'first message ever')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await say(mine, 'can I see my nan at the weekend')
  await arrived(mine)
  const screen = await office(workerOf(council, child))
  await screen.goto(`/desk/thread/${child.threads[0]!.thread}`)
  await screen.getByRole('button', { name: desk('answered.open') }).click()
  const sheet = screen.getByRole('dialog')
  await sheet.getByRole('radio', { name: desk('answered.how.call') }).check({ force: true })
  await sheet.getByLabel(desk('answered.said.call')).fill('Rang her. Nan on Saturday is fine.')
  await sheet.getByRole('button', { name: desk('answered.save') }).click()
  await expect(sheet).toHaveCount(0)
  await expect(screen.getByRole('button', { name: desk('answered.open') })).toHaveCount(0)

  await expect(mine.getByText(chat('ask.right'), { exact: true })).toBeVisible()
  await expect(mine.getByText('Rang her. Nan on Saturday is fine.').first()).toBeVisible()
  await mine.getByRole('button', { name: chat('ask.right_no') }).click()
  await expect(mine.getByText(chat('ask.right'), { exact: true })).toHaveCount(0)
  await expect(mine.getByText(chat('ask.open'))).toBeVisible()
  await expect(screen.getByText(desk('standing.not_right'))).toBeVisible()
  await expect(screen.getByRole('button', { name: desk('answered.open') })).toBeVisible()
})
