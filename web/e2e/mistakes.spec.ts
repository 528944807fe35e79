/** A message that went to the wrong child, and an answer that is wrong. */
import { anybody, become, expect, inStory, test, unlock } from './world'
import { chat, desk } from './words'
import { reply } from './steps'

test('a message sent to the wrong child is gone from the phone at once, and the child is told', async ({ council, phone, office }) => {
  const child = anybody(council, 0)
  const worker = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  const screen = await office(worker)
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
})

test('no, I still need an answer: it is open again on the old date', async ({ council, phone }) => {
  const child = council.signIns.children.find((c) => c.story.includes('visit') && c.confirmed) ?? inStory(council, 'right or not')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  const no = mine.getByRole('button', { name: chat('ask.right_no') })
  test.skip(!(await no.isVisible().catch(() => false)), 'no answer waits to be checked in this council')
  await no.click()
  await expect(mine.getByText(chat('ask.reopened'))).toBeVisible()
})
