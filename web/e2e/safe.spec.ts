/** Honest words, hostile words, and nobody else on the line: SAFE-02, SAFE-03, INP-09, PRIV-06, PRIV-08. */
import { anybody, become, expect, test, unlock } from './world'
import { chat, childSentences, deskSentences } from './words'
import { api } from './api'
import { box, say, workerReady } from './steps'

// SAFE-02, and the words that children never see.
test('no sentence of the app uses a word that it must not use', () => {
  const never = /\b(promise[sd]?|placements?|contact(s|ed)?|leavers?|cases?|eligible|entitlements?|claim(s|ed)?|denied)\b|only you|\b(private|secret|instantly|typing)\b|\bonline\b/i
  for (const [key, text] of childSentences()) expect(text, key).not.toMatch(never)
  for (const [key, text] of deskSentences()) expect(text, key).not.toMatch(/\b(instantly|typing|online now|last seen)\b/i)
})

// SAFE-03
test('never “Sent” before the server has it: offline, server down, then sent once', async ({ council, phone }) => {
  test.setTimeout(120_000)
  const child = anybody(council, 9)
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  await workerReady(mine)
  await council.down()
  const words = `said while the server was down ${Date.now()}`
  await say(mine, words)
  await expect(mine.getByText(chat('state.saved')).first()).toBeVisible()
  await expect(mine.getByText('0800 1111').first()).toBeVisible()
  await council.up()
  await mine.evaluate(() => dispatchEvent(new Event('online')))
  await expect(mine.getByText(chat('state.saved'))).toHaveCount(0, { timeout: 60_000 })
  await expect(mine.getByText(words, { exact: true })).toHaveCount(1)
  const thread = child.threads[0]!.thread
  const page = await api<{ messages: { text: string | null }[] }>(mine, 'GET', `/v1/threads/${thread}?limit=50`)
  expect(page.body.messages.filter((m) => m.text === words)).toHaveLength(1)
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
  const child = anybody(council, 10)
  const worker = council.signIns.staff.find((s) => s.sign_in_name === child.threads[0]!.holder)!
  const thread = child.threads[0]!.thread
  const mine = await phone()
  await become(mine, council, child)
  await unlock(mine, child.pin)
  for (const text of HOSTILE) {
    const id = await mine.evaluate(() => {
      const hex = Date.now().toString(16).padStart(12, '0')
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7${crypto.randomUUID().slice(15)}`
    })
    const sent = await api(mine, 'PUT', `/v1/threads/${thread}/messages/${id}`, {
      text, kind: 'chat', topics: [], in_reply_to: null, channel: 'app', written_with: null, language: null, phone_at: new Date().toISOString(),
    })
    expect(sent.status, text).toBe(201)
  }
  await box(mine).fill(HOSTILE[0]!)
  await mine.goto(`/t/${thread}`)
  const screen = await office(worker)
  await screen.goto(`/desk/thread/${thread}`)
  for (const page of [mine, screen]) {
    if (page === mine && (await page.getByLabel(chat('lock.pin')).isVisible().catch(() => false))) continue
    await expect(page.getByText(HOSTILE[0]!, { exact: true }).first()).toBeVisible()
    expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined()
    expect(await page.locator('main img[src="x"], main iframe, main script').count()).toBe(0)
  }
  expect(watch.seen.filter((line) => /Content Security Policy|TrustedHTML/.test(line))).toEqual([])
})

// PRIV-08
test('no place, no sender’s address, no hints about the phone', async ({ council, phone }) => {
  const child = anybody(council, 0)
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
  expect(sent.filter((h) => h['referer'])).toEqual([])
  const allowed = await mine.evaluate(() => (document as unknown as { featurePolicy?: { allowsFeature(n: string): boolean } }).featurePolicy?.allowsFeature('geolocation') ?? false)
  expect(allowed).toBe(false)
})
