/**
 * The live stream (server-sent events): ids only, the screen then fetches what changed.
 * The browser reconnects by itself and sends `Last-Event-ID`; when it gives up (a 401, a server that is down) we try
 * again more and more slowly. `resync` means that too much was missed: load everything anew.
 */
export interface Happening {
  /** `message`, `seen`, `ask`, …, or `resync`. */
  kind: string
  thread: string | null
  subject: string | null
}

export const HAPPENINGS = ['message', 'seen', 'ask', 'late', 'passed_on', 'answered', 'hidden', 'device', 'task', 'plan', 'cover', 'resync'] as const

const SLOWEST_MS = 60_000

/**
 * Opens a stream. Returns what closes it. `heard` is called once more with `resync` after every gap that may have lost
 * something; `refused` when the server closed the door (the session may be over: ask with a call that can say why).
 */
export function listen(address: string, heard: (happening: Happening) => void, refused: () => void = () => undefined): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = 1_000
  let closed = false
  let dropped = false

  const open = (): void => {
    source = new EventSource(address)
    source.onopen = () => {
      waitMs = 1_000
      if (dropped) heard({ kind: 'resync', thread: null, subject: null })
      dropped = false
    }
    source.onerror = () => {
      if (closed || source?.readyState !== EventSource.CLOSED) return
      dropped = true
      refused()
      timer = setTimeout(open, waitMs + Math.random() * 500)
      waitMs = Math.min(waitMs * 2, SLOWEST_MS)
    }
    for (const kind of HAPPENINGS) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        const { thread = null, subject = null } = event.data ? (JSON.parse(event.data) as Partial<Happening>) : {}
        heard({ kind, thread, subject })
      })
    }
  }
  open()
  return () => {
    closed = true
    clearTimeout(timer)
    source?.close()
  }
}
