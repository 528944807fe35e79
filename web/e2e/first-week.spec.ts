/** The savings desk's first week: the files, the policy signed by two people; and a week that a child sees come in. */
import type { Page } from '@playwright/test'
import { become, expect, staff, test, unlock, type Council } from './world'
import { childMoney, first } from './words'

const csv = (name: string, rows: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) })

interface Row { child: string; reference: string; account: string }
interface Week { week_end: string; state: string }

const rowsOf = async (page: Page): Promise<Row[]> => ((await (await page.request.get('/v1/staff/money/children')).json()) as { items: Row[] }).items

/** A child with a phone of whom a week is late from a provider. */
const waiting = async (council: Council, page: Page, late: string) => {
  for (const child of council.signIns.children.filter((c) => c.confirmed)) {
    const answer = await page.request.get(`/v1/staff/children/${child.child}/money`)
    const weeks = ((await answer.json()) as { weeks: Week[] }).weeks
    const week = weeks.find((w) => w.state === 'on_its_way' && w.week_end < late)
    if (week) return { child, week: week.week_end }
  }
  throw new Error('no child of the demonstration waits for a week')
}

test('the administrator’s first week: the policy signed by two people, the register, opening balances with a line nobody can explain', async ({ council, office, watch }) => {
  test.setTimeout(120_000)
  watch.allowed.push(/status of 409/)
  const admin = staff(council, 'business_administrator')
  const screen = await office(admin)
  await expect(screen.getByRole('heading', { level: 1, name: first('today.title') })).toBeVisible()
  await screen.getByRole('link', { name: first('today.first') }).first().click()
  await expect(screen.getByRole('heading', { level: 1, name: first('first.title') })).toBeVisible()

  await screen.getByRole('link', { name: first('first.policy') }).click()
  await expect(screen.getByRole('heading', { level: 2, name: first('policy.decisions') })).toBeVisible({ timeout: 20_000 })
  await expect(screen.locator('.decisions > li')).toHaveCount(11)
  await expect(screen.locator('tbody tr')).toHaveCount(32)
  await screen.getByRole('button', { name: first('policy.sign') }).click()
  await expect(screen.getByText(new RegExp('A second person signs it too'))).toBeVisible({ timeout: 20_000 })
  await expect(screen.getByRole('button', { name: first('policy.sign') })).toHaveCount(0)

  const second = await office(staff(council, 'finance_approver'))
  await second.goto('/desk/policy')
  await second.getByRole('button', { name: first('policy.sign') }).click({ timeout: 20_000 })
  await expect(second.getByText(new RegExp('Signed by two people'))).toBeVisible({ timeout: 20_000 })

  await screen.goto('/desk/first_week')
  const step = (key: string) => screen.getByRole('listitem').filter({ has: screen.getByRole('heading', { name: first(key) }) })
  await expect(step('first.policy').getByText(first('first.done'), { exact: true })).toBeVisible()

  const rows = await rowsOf(screen)
  const missing = rows.find((r) => r.account === 'missing') ?? rows[0]!
  await screen.getByRole('button', { name: first('upload.accounts') }).click()
  await screen.getByLabel(first('upload.file')).setInputFiles(csv('accounts.csv', ['child_id,state,reference', `${missing.reference},junior_isa,TSF-900001`, 'SC99,missing,']))
  await screen.getByRole('button', { name: first('upload.look') }).click()
  await expect(screen.getByText(/2 rows: 1 new, 0 so already, 1 set aside, 0 ignored/)).toBeVisible()
  await expect(screen.getByRole('cell', { name: 'no child has this id' })).toBeVisible()
  await screen.getByRole('button', { name: first('upload.post') }).click()
  await expect(screen.getByText(new RegExp('^Taken in\\.'))).toBeVisible()

  await screen.getByRole('button', { name: first('upload.openings') }).click()
  await screen.getByLabel(first('upload.file')).setInputFiles(csv('openings.csv', [
    'child_id,holder,holder_name,amount,surety,evidence,as_at',
    `${missing.reference},council,,100.00,proved,ledger,2021-03-31`,
    `${missing.reference},carer,FC 1182,40.00,told,telephone,2021-03-31`,
  ]))
  await screen.getByLabel(first('upload.code')).fill('112.50')
  await screen.getByRole('button', { name: first('upload.look') }).click()
  await expect(screen.getByText(/Nothing was posted/)).toBeVisible()
  await screen.getByLabel(first('upload.owner')).fill(admin.code)
  await screen.getByRole('button', { name: first('upload.look') }).click()
  await screen.getByRole('button', { name: first('upload.post') }).click()
  await expect(step('first.openings').getByText('Unexplained at the start: £12.50').first()).toBeVisible()

  await screen.getByRole('link', { name: first('first.carers') }).click()
  const card = screen.getByRole('main').getByRole('listitem').filter({ hasText: 'with FC 1182' }).filter({ hasText: '£40.00' })
  await expect(card).toBeVisible()
  await card.getByRole('button', { name: first('carers.next') }).click()
  await screen.getByLabel(first('carers.says')).fill('Letter of 20 November')
  await screen.getByRole('dialog').getByRole('button', { name: first('carers.do') }).click()
  await expect(screen.getByText('£40.00 outstanding')).toBeVisible()
})

test('a week that its provider does not hand over: the child sees “on its way” become “in”', async ({ council, office, phone }) => {
  test.setTimeout(120_000)
  const screen = await office(staff(council, 'business_administrator'))
  const day = new Date()
  day.setUTCDate(day.getUTCDate() - 45)
  const { child, week } = await waiting(council, screen, day.toISOString().slice(0, 10))

  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin, '/money')
  const inWords = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', ...(week.startsWith(day.toISOString().slice(0, 4)) ? {} : { year: 'numeric' }) }).format(new Date(`${week}T12:00:00Z`))
  const line = mine.getByRole('listitem').filter({ hasText: new RegExp(`\\b${inWords}\\b`) })
  const more = mine.getByRole('button', { name: childMoney('weeks.more') })
  await expect(mine.getByRole('heading', { name: childMoney('weeks.title') })).toBeVisible()
  while ((await line.count()) === 0) await more.click()
  await expect(line.first()).toContainText('on its way')

  await screen.goto('/desk/short')
  await screen.getByRole('button', { name: first('short.top_up') }).click()
  await expect(screen.getByText(/weeks are topped up|week is topped up/)).toBeVisible({ timeout: 20_000 })
  // The table is drawn anew when the weeks are topped up: a click could meet the link that goes.
  const letter = await screen.getByRole('link', { name: /^Letter to / }).first().getAttribute('href')
  await screen.goto(letter ?? '')
  await expect(screen.getByRole('heading', { level: 2, name: first('letter.head') })).toBeVisible()
  await screen.getByRole('button', { name: first('letter.sent') }).click()
  await expect(screen.getByText(first('letter.is_sent'))).toBeVisible()

  await mine.reload()
  await expect(mine.getByRole('heading', { name: childMoney('weeks.title') })).toBeVisible()
  while ((await line.count()) === 0) await more.click()
  await expect(line.first()).toContainText(': in.')
  await expect(line.first()).not.toContainText('on its way')
})
