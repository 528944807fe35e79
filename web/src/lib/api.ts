/** The typed way to the server: an operation that `schema.d.ts` does not know is a type error. */
import type { paths } from './schema'
import type { Problem } from './wire'

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch'
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
type Route<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never
type Values<O, K extends 'path' | 'query'> = O extends { parameters: infer A } ? (A extends Partial<Record<K, infer V>> ? V : never) : never
/** What an operation takes as its JSON body. */
export type Body<P extends keyof paths, M extends Method> = Route<P, M> extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined
/** What an operation answers when it goes well. */
export type Answer<P extends keyof paths, M extends Method> =
  Route<P, M> extends { responses: infer R } ? { [C in keyof R & (200 | 201 | 204)]: Json<R[C]> }[keyof R & (200 | 201 | 204)] : never
/** The methods that an address has. */
export type MethodsOf<P extends keyof paths> = { [M in Method]: paths[P] extends Record<M, object> ? M : never }[Method]

/** What an operation is called with. */
export interface Call<P extends keyof paths, M extends Method> {
  path?: Values<Route<P, M>, 'path'>
  query?: Values<Route<P, M>, 'query'>
  body?: Body<P, M>
  /** Let the request outlive the page (for what is said while a page closes). */
  keepalive?: boolean
  signal?: AbortSignal
}

/** The longest that a request may take before it counts as not answered. */
const TIMEOUT_MS = 20_000

/** A request that did not go well. `status` 0 and code `no_connection`: the server was not reached. */
export class ApiError extends Error {
  override name = 'ApiError'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field?: string,
    readonly waitS?: number,
    /** The server said that this phone must forget everything (it was taken off, or signed out elsewhere). */
    readonly clear = false,
  ) {
    super(`${status} ${code}`)
  }

  /** Nothing came back: try again later, nothing is known to be wrong. */
  get away(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504 || this.status === 507
  }
}

/** Calls one operation. Throws `ApiError`. */
export async function call<P extends keyof paths, M extends MethodsOf<P> & Method>(method: M, address: P, options: Call<P, M> = {}): Promise<Answer<P, M>> {
  const values = (options.path ?? {}) as Record<string, string>
  const url = address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
  const query = new URLSearchParams(Object.entries(options.query ?? {}).flatMap(([k, v]) => (v == null ? [] : [[k, String(v)]])))
  const body = options.body === undefined ? null : JSON.stringify(options.body)
  const response = await fetch(query.size ? `${url}?${query}` : url, {
    method: method.toUpperCase(),
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    body,
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
    keepalive: options.keepalive ?? false,
    signal: options.signal ?? AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null)
  if (!response) throw new ApiError(0, 'no_connection', '')
  if (response.ok) {
    // Some answers say all by their status: 204 always, 201 and 200 where nothing is to be told.
    const text = await response.text()
    return (text ? JSON.parse(text) : undefined) as Answer<P, M>
  }
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new ApiError(response.status, problem.code ?? 'broken', problem.detail ?? '', problem.field ?? undefined, problem.wait_s ?? undefined, response.headers.has('clear-site-data'))
}
