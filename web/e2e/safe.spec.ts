/** Honest words, hostile words, and nobody else on the line: SAFE-02, SAFE-03, INP-09, PRIV-06, PRIV-08. */
import type { Page } from '@playwright/test'
import { anybody, become, expect, test, unlock, workerOf } from './world'
import { chat, childSentences, deskSentences } from './words'
import { api } from './api'
import { arrived, box, givePinAgain, say, state, workerReady } from './steps'

// SAFE-02, and the words that children never see.
test('no sentence of the app uses a word that it must not use', () => {
  const never = /\b(promise[sd]?|placements?|contact(s|ed)?|leavers?|cases?|eligible|entitlements?|claim(s|ed)?|denied)\b|only you|\b(private|secret|instantly|typing)\b|\bonline\b/i
  for (const [key, text] of childSentences()) expect(text, key).not.toMatch(never)
  for (const [key, text] of deskSentences()) expect(text, key).not.toMatch(/\b(instantly|typing|online now|last seen)\b/i)
})

// SAFE-03
test('never “Sent” before the server has it: server down, phone full, then sent once', async ({ council, phone, watch }) => {
  test.setTimeout(120_000)
  const child = anybody(council, 'grandad')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  // The stream breaks off where the server ends.
  watch.allowed.push(/net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/)
  await council.down()
  const words = 'said while the server was down'
  await say(mine, words)
  const under = mine.getByRole('listitem').filter({ hasText: words }).locator('.state')
  await expect(under).toHaveText(chat('state.saved'))
  await expect(mine.getByText('0800 1111').first()).toBeVisible()
  await council.up()
  await mine.evaluate(() => dispatchEvent(new Event('online')))
  await expect(under).toHaveText(chat('state.sent'))
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
  const thread = child.threads[0]!.thread
  const page = await api<{ messages: { text: string | null }[] }>(mine, 'GET', `/v1/threads/${thread}?limit=50`)
  expect(page.body.messages.filter((m) => m.text === words)).toHaveLength(1)

  // The phone is full: what cannot be kept stays in the box, and the phone says so.
  await mine.evaluate(() => {
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (...what: Parameters<typeof add>) {
      const asked = add.apply(this, what)
      this.transaction.abort()
      return asked
    }
  })
  await box(mine).fill('said on a full phone')
  await mine.getByRole('button', { name: chat('write.send'), exact: true }).click()
  await expect(mine.getByRole('alert').filter({ hasText: chat('write.not_kept') })).toBeVisible()
  await expect(box(mine)).toHaveValue('said on a full phone')
  await expect(state(mine, 'state.saved')).toHaveCount(0)
})

// SAFE-03, at a locked phone without a connection
test('a locked phone without a connection takes words in, and gives them out after the PIN', async ({ council, phone }) => {
  const child = anybody(council, 'library')
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  await mine.context().setOffline(true)
  await mine.reload()
  const words = 'written on the locked phone'
  await mine.getByRole('textbox').fill(words)
  await mine.locator('form').getByRole('button').click()
  await expect(mine.getByText('1 message is waiting to be sent')).toBeVisible()
  await expect(mine.getByText(words)).toHaveCount(0)
  await expect(mine.getByText(chat('help.short_childline')).first()).toBeVisible()
  await mine.context().setOffline(false)
  await givePinAgain(mine, child.pin)
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
  await arrived(mine)
})

test('a look at a thread that is answered late does not take away what was sent meanwhile', async ({ council, phone }) => {
  const child = anybody(council, 'library')
  const mine = await phone()
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  let asked = 0
  // The answer is fetched before the message is sent, and comes after it.
  await mine.context().route(/\/v1\/threads\/[^/]+\?/, async (route) => {
    const answer = await route.fetch()
    asked += 1
    await held
    await route.fulfill({ response: answer })
  })
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await expect.poll(() => asked).toBeGreaterThan(0)
  const words = 'sent while it was still looking'
  await box(mine).fill(words)
  await mine.getByRole('button', { name: chat('write.send') }).click()
  await arrived(mine)
  const answered = mine.waitForResponse((response) => /\/v1\/threads\/[^/]+\?/.test(response.url()))
  letGo()
  await answered
  await expect(mine.getByText('8.30am').first()).toBeVisible()
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
})

test('whom to ring is there in eight languages without a connection, from the first visit on', async ({ council, phone }) => {
  const mine = await phone()
  await mine.goto('/')
  await workerReady(mine)
  const kept = () => mine.evaluate(() => new Promise((done) => {
    const opening = indexedDB.open('sayso')
    opening.onsuccess = () => {
      const get = opening.result.transaction('things').objectStore('things').get('public/help')
      get.onsuccess = () => (opening.result.close(), done(Boolean(get.result)))
    }
  }))
  await expect.poll(kept).toBe(true)
  await mine.context().setOffline(true)
  await mine.goto('/help')
  const languages = mine.getByRole('combobox')
  await expect(languages.locator('option')).toHaveCount(8)
  const ours = (await (await fetch(`${council.address}/v1/help`)).json()) as { languages: { code: string; title: string; direction: string }[] }
  for (const { code, title, direction } of ours.languages) {
    await languages.selectOption(code)
    await expect(mine.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(mine.locator('main')).toHaveAttribute('dir', direction)
    for (const number of ['999', '0800 1111', '01632 960123']) await expect(mine.getByRole('link', { name: number })).toBeVisible()
  }
})

const HOSTILE = [
  '<img src=x onerror="window.__ran=1">',
  '<script>window.__ran=1</script>',
  '"><svg onload=window.__ran=1>',
  'javascript:window.__ran=1',
  '<a href="javascript:window.__ran=1">tap</a>',
  '{{constructor.constructor("window.__ran=1")()}}',
  '<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>',
  '</textarea><script>window.__ran=1</script>',
  '<style>*{display:none}</style>',
  '&lt;script&gt;window.__ran=1&lt;/script&gt;',
  '\u202e evil \u202c <b onmouseover=window.__ran=1>x</b>',
  '=HYPERLINK("javascript:window.__ran=1")',
]

// INP-09
test('hostile words are words, in the child’s app and at the desk', async ({ council, phone, office, watch }) => {
  const child = anybody(council, 'driving me mad, kindly')
  const thread = child.threads[0]!.thread
  const mine = await phone()
  const screen = await office(workerOf(council, child))
  for (const page of [mine, screen]) {
    await page.addInitScript(() => addEventListener('securitypolicyviolation', (e) => ((window as unknown as { __broke: string }).__broke = (e as SecurityPolicyViolationEvent).violatedDirective)))
  }
  await become(mine, council, child)
  await unlock(mine, child.pin)
  for (const text of HOSTILE) {
    const id = await uuid7(mine)
    const sent = await api(mine, 'PUT', `/v1/threads/${thread}/messages/${id}`, {
      text, kind: 'chat', topics: [], in_reply_to: null, channel: 'app', written_with: null, language: null, phone_at: new Date().toISOString(),
    })
    expect(sent.status, text).toBe(201)
    const told = await api(screen, 'PUT', `/v1/staff/threads/${thread}/messages/${await uuid7(screen)}`, { text, in_reply_to: id, purpose: 'message', language: null })
    expect(told.status, text).toBe(201)
    if (text === HOSTILE[0]) await api(screen, 'PUT', `/v1/staff/threads/${thread}/plan`, { message: told.body['message'] ? (told.body['message'] as { id: string }).id : null })
  }
  const named = await api(screen, 'PATCH', `/v1/staff/children/${child.child}`, { known_as: HOSTILE[0], first_language: HOSTILE[1] })
  expect(named.status).toBe(200)
  expect((await api(screen, 'PUT', `/v1/staff/threads/${thread}/handover`, { text: HOSTILE.join('\n') })).status).toBe(204)

  const look = async (page: Page, path: string, words: string): Promise<void> => {
    await page.goto(path)
    await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible()
    const { ran, broke } = await page.evaluate(() => ({ ran: (window as { __ran?: number }).__ran, broke: (window as { __broke?: string }).__broke }))
    expect({ ran, broke }, path).toEqual({})
    expect(await page.locator('main img[src="x"], main iframe, main script, main svg[onload], main a[href^="javascript"]').count(), path).toBe(0)
  }
  await look(mine, `/t/${thread}`, HOSTILE.at(-1)!)
  for (const text of HOSTILE) await expect(mine.locator('.mine .exact').filter({ hasText: text }).first(), text).toBeVisible()
  await look(screen, `/desk/thread/${thread}`, HOSTILE.at(-1)!)
  await look(screen, '/desk/', HOSTILE[0]!)
  await look(screen, `/desk/child/${child.child}`, HOSTILE[0]!)
  expect(watch.seen).toEqual([])
})

// PRIV-06, PRIV-08
test('no place, no sender’s address, no hints about the phone, and no way to anybody else', async ({ council, phone, watch }) => {
  const child = anybody(council, 'food')
  const mine = await phone()
  const sent: Record<string, string>[] = []
  mine.on('request', (request) => sent.push(request.headers()))
  const home = await mine.goto('/')
  const headers = home!.headers()
  expect(headers['permissions-policy']).toContain('geolocation=()')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['accept-ch']).toBeUndefined()
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await mine.goto('/help')
  expect(sent.length).toBeGreaterThan(5)
  expect(sent.filter((h) => h['referer'])).toEqual([])
  // Even where the browser's owner allowed it: the page may not ask where the phone is.
  await mine.context().grantPermissions(['geolocation'], { origin: council.address })
  await mine.context().setGeolocation({ latitude: 53.4, longitude: -2.2 })
  watch.allowed.push(/[Pp]ermissions policy|Content Security Policy|Refused to connect|Fetch API cannot load/)
  const where = await mine.evaluate(() => new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('found'), (error) => done(error.code))))
  expect(where).toBe(1)
  // Nor may anything in it reach somebody else: the browser itself refuses, before a request is made.
  const reached = await mine.evaluate(() => fetch('https://example.com/').then(() => 'reached', () => 'refused'))
  expect(reached).toBe('refused')
  expect(watch.seen).toEqual([])
})

const uuid7 = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const hex = Date.now().toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${crypto.randomUUID().slice(15)}`
  })
