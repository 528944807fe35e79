/** Tied out and paid: one month is equal, a run is proposed, looked at by a second person, sent and paid; the child sees it. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { become, expect, staff, test, unlock } from './world'
import { books as b } from './words'

const accessible = async (page: Page, what: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' · ')}`), what).toEqual([])
}

interface Line { child: string; pay: string }
const pence = (amount: string): number => Math.round(Number(amount) * 100)

test('tied out, proposed, approved by another person, sent and paid; the child sees it moved', async ({ council, office, phone }) => {
  test.setTimeout(240_000)
  const desk = await office(staff(council, 'business_administrator'))
  const approver = await office(staff(council, 'finance_approver'))

  await test.step('one month is equal to the penny, and the last is not', async () => {
    await desk.goto('/desk/tie-out')
    await expect(desk.getByRole('heading', { name: b('tie.not_equal') })).toBeVisible()
    await accessible(desk, 'the tie-out, not equal')
    await desk.getByLabel(b('tie.from')).fill('2024-04-01')
    await desk.getByLabel(b('tie.to'), { exact: true }).fill('2024-04-30')
    await desk.getByRole('button', { name: b('tie.look') }).click()
    await expect(desk.getByRole('heading', { name: b('tie.all_equal') })).toBeVisible()
    await accessible(desk, 'the tie-out, equal')
  })

  await test.step('the administrator proposes, and cannot approve', async () => {
    await desk.goto('/desk/pay-runs')
    await desk.getByLabel(b('runs.cut_off')).fill('2024-04-30')
    await desk.getByRole('button', { name: b('runs.propose') }).click()
    await expect(desk.getByText(b('run.waits'))).toBeVisible()
    await expect(desk.getByRole('button', { name: b('run.approve') })).toHaveCount(0)
    await accessible(desk, 'a run')
  })

  const run = new URL(desk.url()).pathname.split('/').at(-1) ?? ''
  const { lines } = (await (await desk.request.get(`/v1/staff/money/pay-runs/${run}`)).json()) as { lines: Line[] }
  const child = council.signIns.children.find((c) => c.confirmed && lines.some((l) => l.child === c.child && l.pay !== '0.00'))
  if (!child) throw new Error('nobody with a phone is paid')
  const pay = lines.find((l) => l.child === child.child)?.pay ?? ''
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin, '/money')
  const money = async () => (await (await mine.request.get('/v1/child/money')).json()) as { held: string; in_transit: string }
  const before = await money()

  await test.step('a finance approver looks at it in another browser, and approves', async () => {
    await approver.goto('/desk/pay-runs')
    await accessible(approver, 'what waits for the approver')
    await approver.getByRole('link', { name: b('runs.look_approve') }).click()
    await expect(approver.getByText(b('run.irreversible'))).toBeVisible()
    await expect(approver.getByRole('button', { name: b('run.approve') })).toBeDisabled()
    await approver.getByRole('checkbox', { name: b('run.seen') }).check()
    await approver.getByRole('button', { name: b('run.approve') }).click()
    await expect(approver.getByText(b('run.approved_by_you'))).toBeVisible()
  })

  await test.step('it is sent, and the child sees it on its way', async () => {
    await desk.reload()
    await desk.getByRole('button', { name: b('run.send') }).click()
    await expect(desk.getByRole('link', { name: b('run.schedule') })).toBeVisible()
    const file = await desk.request.get(`/v1/staff/money/pay-runs/${run}/schedule.csv`)
    expect(await file.text()).toContain('\r\ntrailer,')
    await mine.reload()
    const then = await money()
    expect([pence(before.held) - pence(then.held), pence(then.in_transit) - pence(before.in_transit)]).toEqual([pence(pay), pence(pay)])
    await expect(mine.getByText(/is on its way to your account now/)).toBeVisible()
  })

  await test.step('it left the bank, and is on its way no more', async () => {
    await desk.getByRole('button', { name: b('run.paid_do') }).click()
    await expect(desk.getByText(b('run.paid_what'))).toBeVisible()
    await mine.reload()
    expect((await money()).in_transit).toBe(before.in_transit)
    await expect(mine.getByText(/is on its way to your account now/)).toHaveCount(0)
  })

  await test.step('the approver confirms a month that somebody else proposed to close', async () => {
    await desk.goto('/desk/months')
    const april = desk.getByRole('row', { name: /April 2024/ })
    await april.getByRole('button').click()
    const sheet = desk.getByRole('dialog')
    // Where rows wait in that month they are carried over, with a reason.
    if (await sheet.getByRole('checkbox').count()) {
      await sheet.getByRole('checkbox').check()
      await sheet.getByRole('textbox').fill('Asked the provider; counted when they answer')
    }
    await sheet.getByRole('button', { name: b('months.propose') }).click()
    await expect(april).toContainText('waits for a second person')
    await accessible(desk, 'the months')
    await approver.goto('/desk/months')
    await approver.getByRole('button', { name: /Confirm April 2024/ }).click()
    await expect(approver.getByRole('row', { name: /April 2024/ }).getByText(b('months.closed'), { exact: true })).toBeVisible()
    await accessible(approver, 'the months of the approver')
  })
})
