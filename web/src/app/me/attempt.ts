import { ApiError } from '../../lib/api'
import { t } from '../texts/me'

/** Does something at the server; answers what to say when it did not work, or nothing. */
export async function attempt(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return ''
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.away) return t('me.away')
    return error.status === 422 && error.detail ? error.detail : t('me.failed')
  }
}
