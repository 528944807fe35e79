import { listen, type Happening } from '../../lib/live'

type Heard = (happening: Happening) => void
const listeners = new Set<Heard>()

/** Calls for everything that happens, until what it returns is called. */
export function onHappening(heard: Heard): () => void {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

/** Opens the live stream of the member of staff who is signed in. Returns what closes it. */
export function goLive(): () => void {
  return listen('/v1/staff/live', (happening) => {
    for (const heard of listeners) heard(happening)
  })
}
