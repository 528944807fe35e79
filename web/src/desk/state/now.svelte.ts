import { dayOf } from '../../lib/days'

/** The clock of the screen: the London day moves on while the desk stays open over midnight. */
class Clockwork {
  now = $state(new Date())
  /** Whether this device has a connection, as far as the browser knows. */
  online = $state(navigator.onLine)
  today = $derived(dayOf(this.now))

  /** Starts it. */
  run(): () => void {
    const timer = setInterval(() => { this.now = new Date() }, 20_000)
    const connection = (): void => { this.online = navigator.onLine }
    addEventListener('online', connection)
    addEventListener('offline', connection)
    return () => {
      clearInterval(timer)
      removeEventListener('online', connection)
      removeEventListener('offline', connection)
    }
  }
}

/** The clock. */
export const clockwork = new Clockwork()
