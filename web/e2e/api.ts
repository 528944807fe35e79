/** Calls to the server as the app makes them, from inside a page, so that the page's own session counts. */
import type { Page } from '@playwright/test'

export interface Reply<T> { status: number; body: T }

export const api = <T = Record<string, unknown>>(page: Page, method: string, path: string, body?: unknown): Promise<Reply<T>> =>
  page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(path, {
        method,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as never }
    },
    [method, path, body] as const,
  )
