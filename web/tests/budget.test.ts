import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What a phone fetches before the first screen: the HTML entry, what it imports without waiting, the styles (issue 2, section 7). */
const START_BYTES_MAX = 32 * 1024
/** What the worker keeps for a start without a connection. */
const KEPT_BYTES_MAX = 90 * 1024

interface Part {
  file: string
  imports?: string[]
  css?: string[]
}

describe('the child’s app', () => {
  let out = ''
  let parts: Record<string, Part> = {}
  const root = join(import.meta.dirname, '..')
  const packed = (file: string): number => brotliCompressSync(readFileSync(join(out, file))).length

  beforeAll(async () => {
    // Vitest says "test", and Svelte would be built with its development checks.
    process.env['NODE_ENV'] = 'production'
    out = mkdtempSync(join(tmpdir(), 'sayso-web-'))
    await build({ root, configFile: join(root, 'vite.config.ts'), mode: 'production', logLevel: 'error', build: { outDir: out, emptyOutDir: true } })
    parts = JSON.parse(readFileSync(join(out, '.vite/child.json'), 'utf8')) as Record<string, Part>
  }, 60_000)
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  it('starts with at most 32 KB', () => {
    const byFile = new Map(Object.values(parts).map((part) => [part.file, part]))
    const files = new Set(['index.html'])
    const visit = (file: string): void => {
      if (files.has(file)) return
      files.add(file)
      byFile.get(file)?.css?.forEach(visit)
      byFile.get(file)?.imports?.forEach((key) => visit(parts[key]?.file ?? key))
    }
    for (const [, file] of readFileSync(join(out, 'index.html'), 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) visit(file!)
    const sizes = Object.fromEntries([...files].map((file) => [file, packed(file)]))
    expect(files.size).toBeGreaterThan(2)
    expect(Object.values(sizes).reduce((sum, size) => sum + size, 0), JSON.stringify(sizes)).toBeLessThanOrEqual(START_BYTES_MAX)
  })

  it('keeps at most 90 KB, all of its own pages and nothing of the desk', () => {
    const worker = readFileSync(join(out, 'sw.js'), 'utf8')
    const list = [...worker.matchAll(/(?<=["'`,])(\/(?:assets\/[\w.-]+|index\.html|manifest\.webmanifest|icons\/[\w.-]+))(?=["'`,])/g)].map((match) => match[1]!.slice(1))
    const kept = [...new Set(list)].filter((file) => file !== 'icons/sayso-192.png')
    expect(kept.reduce((sum, file) => sum + packed(file), 0)).toBeLessThanOrEqual(KEPT_BYTES_MAX)
    expect(kept).toContain('index.html')
    const pages = Object.values(parts).map(({ file }) => file)
    expect(pages.filter((file) => !kept.includes(file))).toEqual([])
    expect(kept.filter((file) => file.includes('desk'))).toEqual([])
  })

  it('has no script or style inside its page, and asks nobody else for anything', () => {
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|https?:\/\//)
  })
})
