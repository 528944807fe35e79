import { told } from './form.svelte'

/** Something that is fetched, and fetched again: the last good value stays while the next one comes. */
export class Loading<T> {
  value = $state.raw<T | null>(null)
  problem = $state<string | null>(null)
  #fetch: () => Promise<T>
  #turn = 0

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch
  }

  /** Fetches. Of two answers that overtake each other the later question counts. */
  async load(): Promise<void> {
    const turn = ++this.#turn
    try {
      const value = await this.#fetch()
      if (turn !== this.#turn) return
      this.value = value
      this.problem = null
    } catch (error) {
      if (turn === this.#turn) this.problem = told(error).detail
    }
  }
}
