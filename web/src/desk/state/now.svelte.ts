import { dayOf } from '../../lib/days'

/** The clock of the screen: the London day moves on while the desk stays open over midnight. */
class Clockwork {
  now = $state(new Date())
  today = $derived(dayOf(this.now))

  /** Starts it. */
  run(): () => void {
    const timer = setInterval(() => { this.now = new Date() }, 20_000)
    return () => clearInterval(timer)
  }
}

/** The clock. */
export const clockwork = new Clockwork()
