/** My rights, end to end: the road ahead, asking and being answered, a fact put right, the letter, without a connection. */
import type { Page } from '@playwright/test'
import { api } from './api'
import { workerReady } from './steps'
import { become, expect, inStory, test, unlock, type Council, type StaffSignIn } from './world'
import { deskRights, rights } from './words'

type Child = Council['signIns']['children'][number]
interface Rights {
  first: string[]
  items: { id: string; title: string; group: string }[]
  road: { on: string; is_past: boolean }[]
  requests: { id: string; item: string; thread: string; state: string; said: string | null }[]
  letter_on: string | null
}

const NEVER = /\b(relevant|qualifying|eligible|entitlements?|claims?|denied|adverse|leavers?)\b/i
/** A day in two weeks. */
const soon = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10)
const page = async (mine: Page): Promise<Rights> => (await api<Rights>(mine, 'GET', '/v1/child/rights')).body

/** Opens My rights on the phone of a child, unlocked. */
const open = async (mine: Page, council: Council, child: Child): Promise<void> => {
  await become(mine, council, child)
  await unlock(mine, child.pin, '/rights')
  await expect(mine.getByRole('heading', { level: 1, name: rights('rights.title') })).toBeVisible()
  await expect(mine.getByRole('heading', { name: rights('rights.three') })).toBeVisible()
}

/** A young person of an age for whom a condition holds, on a phone of theirs with My rights open. */
const one = async (council: Council, phone: () => Promise<Page>, age: number, fits: (of: Rights) => boolean): Promise<[Child, Page]> => {
  for (const child of council.signIns.children.filter((c) => c.confirmed && c.age === age)) {
    const mine = await phone()
    await open(mine, council, child)
    if (fits(await page(mine))) return [child, mine]
    await mine.close()
  }
  throw new Error(`nobody of ${age} fits`)
}

const holderOf = (council: Council, child: Child, thread: string): StaffSignIn => {
  const name = child.threads.find((t) => t.thread === thread)?.holder
  const found = council.signIns.staff.find((s) => s.sign_in_name === name)
  if (!found) throw new Error('nobody holds the post that was asked')
  return found
}

/** The row of a request at the desk, by what was asked for and by whom. */
const asked = (screen: Page, child: Child, title: string) =>
  screen.locator('section', { has: screen.getByRole('heading', { name: deskRights('requests') }) }).getByRole('listitem').filter({ hasText: title }).filter({ hasText: child.name })

test('a fifteen-year-old sees the road ahead, and nobody is told what was opened', async ({ council, phone }) => {
  const [, mine] = await one(council, phone, 15, (of) => of.first.length === 3)
  await expect(mine.locator('.first details.item')).toHaveCount(3)
  await expect(mine.locator('.first .next')).toBeVisible()
  const calls: string[] = []
  mine.on('request', (r) => void (r.url().includes('/v1/') && !r.url().includes('/live') && calls.push(r.url())))
  const summaries = mine.locator('main details > summary')
  for (let i = 0; i < (await summaries.count()); i++) if (await summaries.nth(i).isVisible()) await summaries.nth(i).click()
  const road = mine.locator('details', { has: mine.getByRole('heading', { name: rights('rights.road') }) }).locator('ol > li')
  expect(await road.count()).toBeGreaterThan(7)
  await expect(road.filter({ hasText: 'You are 16' })).toContainText('To get ready: You get a personal adviser.')
  await expect(road.filter({ hasText: 'You are 18' })).toBeVisible()
  const days = (await page(mine)).road.map((mark) => mark.on)
  expect(days).toEqual([...days].sort())
  expect(await mine.locator('main').innerText()).not.toMatch(NEVER)
  // The page's own call is that of this test; opening what is folded called nothing.
  expect(calls.filter((url) => !url.endsWith('/v1/child/rights'))).toEqual([])
})

test('a seventeen-year-old asks for the setting-up money and gets a yes, then another and a no with its reason', async ({ council, phone, office }) => {
  test.setTimeout(120_000)
  const free = (of: Rights): boolean => !of.requests.length && ['setting-up-home-allowance', 'id-documents'].every((id) => of.items.some((i) => i.id === id))
  const [child, mine] = await one(council, phone, 17, free)
  const titles = (await page(mine)).items
  const ask = async (id: string, group: 'now' | 'coming'): Promise<{ title: string; thread: string }> => {
    const title = titles.find((i) => i.id === id)!.title
    const folded = mine.locator('details.group', { has: mine.getByRole('heading', { name: rights(`rights.${group}`) }) })
    await folded.locator('> summary').click()
    const item = folded.locator('details.item', { hasText: title }).first()
    await item.locator('> summary').click()
    await item.getByRole('button', { name: rights('rights.ask') }).click()
    await expect(item.getByRole('textbox')).not.toHaveValue('')
    await item.getByRole('button', { name: rights('rights.send') }).click()
    await expect(mine.getByRole('heading', { name: rights('rights.asked') })).toBeVisible()
    return { title, thread: (await page(mine)).requests.find((r) => r.item === id)!.thread }
  }
  const first = await ask('setting-up-home-allowance', titles.find((i) => i.id === 'setting-up-home-allowance')!.group as 'coming')
  const screen = await office(holderOf(council, child, first.thread))
  await screen.goto('/desk/rights')
  const row = asked(screen, child, first.title)
  await row.getByRole('button', { name: deskRights('step.title') }).click()
  await row.getByRole('combobox').selectOption('deciding')
  await row.getByLabel(deskRights('step.decided_by')).fill('The housing panel')
  await row.getByLabel(deskRights('step.decide_on')).fill(soon)
  await row.getByLabel(deskRights('step.said')).fill('I have sent it to the panel.')
  await row.getByRole('button', { name: deskRights('step.send') }).click()
  await expect(row).toContainText('The housing panel')
  await mine.reload()
  await expect(mine.getByText(/^The housing panel will decide this by \d+ \w+ \d{4}\.$/)).toBeVisible()
  await row.getByRole('button', { name: deskRights('step.title') }).click()
  await row.getByRole('combobox').selectOption('yes')
  await row.getByLabel(deskRights('step.said')).fill('Yes. We plan on Friday what to buy.')
  await row.getByRole('button', { name: deskRights('step.send') }).click()
  await expect(row).toHaveCount(0)
  await mine.reload()
  const card = (title: string) => mine.locator('article', { has: mine.getByRole('heading', { level: 3, name: title }) })
  await expect(card(first.title)).toContainText('The answer is yes.')
  await expect(card(first.title)).toContainText('We plan on Friday what to buy.')

  const second = await ask('id-documents', 'now')
  const other = second.thread === first.thread ? screen : await office(holderOf(council, child, second.thread))
  await other.goto('/desk/rights')
  const row2 = asked(other, child, second.title)
  await row2.getByRole('button', { name: deskRights('step.title') }).click()
  await row2.getByRole('combobox').selectOption('no')
  // Without a reason nothing can be sent; without who decided the server refuses, at that field.
  await expect(row2.getByRole('button', { name: deskRights('step.send') })).toBeDisabled()
  await row2.getByLabel(deskRights('step.said')).fill('You have a passport that counts until 2031.')
  await row2.getByRole('button', { name: deskRights('step.send') }).click()
  await expect(row2.getByText('Say who decides, or who decided.')).toBeVisible()
  await expect(row2.getByLabel(deskRights('step.decided_by'))).toBeFocused()
  await row2.getByLabel(deskRights('step.decided_by')).fill('Your team manager')
  await row2.getByRole('button', { name: deskRights('step.send') }).click()
  await expect(row2).toHaveCount(0)
  await mine.reload()
  for (const words of ['The answer is no.', 'You have a passport that counts until 2031.', 'Your team manager decided this.', 'an advocate from Harbourshire Young Advocates is free', '0808 157 0142', 'they must write back']) {
    await expect(card(second.title)).toContainText(words)
  }
  // The same words stand in the chat.
  await card(second.title).getByRole('link', { name: rights('rights.to_chat') }).click()
  await expect(mine.locator('article, .bubble').filter({ hasText: 'You have a passport that counts until 2031.' }).first()).toBeVisible()
})

test('an adviser puts a fact right and the answer changes with its reason', async ({ council, office }) => {
  const child = inStory(council, 'a flat, with the personal adviser')
  const screen = await office(council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!)
  await screen.goto(`/desk/child/${child.child}`)
  const card = screen.locator('section', { has: screen.getByRole('heading', { name: deskRights('child.title') }) })
  const title = 'No home at 18, 19 or 20: you come first'
  await card.locator('summary', { hasText: /^Every item, with its reason/ }).click()
  const offer = card.locator('li > details', { hasText: title })
  await expect(offer.locator('summary')).toContainText(/If a fact is so/)
  await card.locator('details > summary', { hasText: /^Facts/ }).click()
  await card.getByLabel(deskRights('child.fact')).selectOption('homeless')
  await card.getByLabel(deskRights('child.value')).selectOption('yes')
  await card.getByLabel(deskRights('child.source')).fill('Told me on the phone')
  await card.getByRole('button', { name: deskRights('child.enter') }).click()
  await expect(card.getByText(deskRights('child.entered'))).toBeVisible()
  await expect(offer.locator('summary')).toContainText('Now')
  await offer.locator('summary').click()
  await expect(offer).toContainText('Has no home, or may lose it? yes')
  await expect(offer).toContainText('SI 2002/2051')
  // Who pays, whom they ask and the words that are ready stand beside the reason.
  const said = (of: string) => offer.locator('dt', { hasText: deskRights(of) }).locator('xpath=following-sibling::dd[1]')
  await expect(said('child.pays')).toHaveText('The council')
  await expect(said('child.whom')).toHaveText('Personal adviser')
  // The fact stands with its source and who checked it; a preview of the 21st birthday says what comes then.
  await expect(card.getByRole('row', { name: /Told me on the phone/ })).toBeVisible()
  await card.getByLabel(deskRights('child.preview')).fill('2035-01-01')
  await expect(card.getByText(/^Preview for/)).toBeVisible()
  await expect(offer.locator('summary')).not.toContainText('· Now')
})

test('the proof letter: asked for, signed by a named adult, shown and printed', async ({ council, phone, office }) => {
  const [child, mine] = await one(council, phone, 16, (of) => !of.letter_on && !of.requests.some((r) => r.item === 'proof-letter'))
  await mine.getByRole('button', { name: rights('rights.letter_ask') }).click()
  await expect(mine.locator('section', { has: mine.locator('#letter') }).getByText(rights('rights.open'))).toBeVisible()
  const thread = (await page(mine)).requests.find((r) => r.item === 'proof-letter')!.thread
  const worker = holderOf(council, child, thread)
  const screen = await office(worker)
  await screen.goto(`/desk/child/${child.child}`)
  await screen.getByRole('button', { name: deskRights('child.sign') }).click()
  await expect(screen.getByText(deskRights('child.signed'))).toBeVisible()
  await mine.reload()
  await mine.getByRole('link', { name: rights('rights.letter_see') }).click()
  const letter = mine.locator('article.letter')
  await expect(letter).toContainText(`This letter is about ${child.name}, born on`)
  await expect(letter).toContainText('Children Act 1989')
  await expect(letter).toContainText(`Signed by ${worker.name}`)
  await expect(letter).toContainText('Harbourshire')
  await mine.emulateMedia({ media: 'print' })
  await expect(letter).toBeVisible()
  await expect(mine.getByRole('button', { name: rights('rights.letter_print') })).toBeHidden()
  await expect(mine.getByRole('navigation')).toBeHidden()
  expect((await mine.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(5_000)
})

test('unlocked and without a connection, the whole page is there with its day', async ({ council, phone }) => {
  const [, mine] = await one(council, phone, 16, () => true)
  await workerReady(mine)
  await mine.reload()
  await expect(mine.locator('.first details.item')).toHaveCount(3)
  const titles = await mine.locator('.first .title').allInnerTexts()
  await mine.context().setOffline(true)
  await mine.getByRole('navigation').getByRole('link').first().click()
  await mine.getByRole('navigation').getByRole('link', { name: /rights/i }).click()
  await expect(mine.getByText(/^You’re offline/)).toBeVisible()
  expect(await mine.locator('.first .title').allInnerTexts()).toEqual(titles)
  await mine.locator('.first details.item > summary').first().click()
  await expect(mine.locator('.first details.item').first().getByRole('heading', { name: rights('rights.how') })).toBeVisible()
})

test('anybody reads the texts without signing in, and nobody is told which', async ({ phone }) => {
  const anyone = await phone()
  const calls: string[] = []
  anyone.on('request', (r) => void (r.url().includes('/v1/') && calls.push(new URL(r.url()).pathname)))
  await anyone.goto('/all-rights')
  await expect(anyone.getByRole('heading', { level: 1, name: rights('rights.all_title') })).toBeFocused()
  const texts = anyone.locator('main details')
  await expect(texts.first()).toBeVisible()
  expect(await texts.count()).toBeGreaterThan(50)
  const before = calls.length
  for (let n = 0; n < (await texts.count()); n += 10) await texts.nth(n).locator('summary').click()
  await expect(texts.first()).toContainText('Act')
  // Every start of the app fetches whom to ring, sooner or later.
  expect(calls.slice(before).filter((path) => path !== '/v1/help')).toEqual([])
  expect(calls.filter((path) => path === '/v1/rights')).toHaveLength(1)
  expect(await anyone.locator('main').innerText()).not.toMatch(NEVER)
})
