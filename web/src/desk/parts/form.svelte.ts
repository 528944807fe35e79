import { tick } from 'svelte'
import { ApiError } from '../../lib/api'
import { t } from '../words'

/** One form's state while it is sent: busy, and what the server refused, at the field it names. */
export class Form {
  busy = $state(false)
  problem = $state<{ field: string | null; detail: string } | null>(null)
  #element: HTMLElement | null = null
  #fields = new Set<string>()

  /** A field that this form shows: only then is its refusal shown there. */
  knows(field: string): void {
    this.#fields.add(field)
  }

  /** What is wrong with a field. */
  of(field: string): string | null {
    return this.problem?.field === field ? this.problem.detail : null
  }

  /** What is wrong, where no shown field is named. */
  get rest(): string | null {
    const problem = this.problem
    return problem && !(problem.field && this.#fields.has(problem.field)) ? problem.detail : null
  }

  /** Says that a field is wrong before anything is sent. */
  refuse(field: string, detail: string): void {
    this.problem = { field, detail }
    void this.#show()
  }

  /** For `use:form.watch`: where to look for the field to move to. */
  watch = (element: HTMLElement) => {
    this.#element = element
    element.setAttribute('novalidate', '')
  }

  /** Sends; answers whether it went. Pressing twice sends once. */
  async run(send: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await send()
      return true
    } catch (error) {
      this.problem = told(error)
      void this.#show()
      return false
    } finally {
      this.busy = false
    }
  }

  async #show(): Promise<void> {
    await tick()
    const wrong = this.#element?.querySelector<HTMLElement>('[aria-invalid="true"]')
    wrong?.focus()
  }
}

/** A failure in words. */
export function told(error: unknown): { field: string | null; detail: string } {
  if (!(error instanceof ApiError)) {
    console.error(error)
    return { field: null, detail: t('error.broken') }
  }
  if (error.status === 0) return { field: null, detail: t('error.no_connection') }
  return { field: error.field ?? null, detail: error.detail || t('error.broken') }
}
