/** What the pages of files ask of the server. A file goes as a form: what it is, then its bytes. */
import { ApiError, type Answer } from '../../../lib/api'
import type { components } from '../../../lib/schema'
import { ask } from '../../server'

type S = components['schemas']
export type About = S['AboutFile']
export type Kind = S['FileKind']
export type Field = S['Field']
export type Order = S['DayOrder']
export type Preview = S['FilePreview']
export type PreviewLine = S['PreviewLine']
export type Receipt = S['MoneyReceipt']
export type FileRow = S['MoneyFileRow']
export type FileWithReceipt = S['FileWithReceipt']
export type Expected = S['ExpectedRows']
export type FileState = S['RowState']

/** The largest file that is taken. */
export const BYTES_MAX = 32 * 1024 * 1024
/** A large file takes a while to arrive and to be matched. */
const TIMEOUT_MS = 180_000

async function send(address: string, about: About, file: File): Promise<unknown> {
  const body = new FormData()
  body.append('about', new Blob([JSON.stringify(about)], { type: 'application/json' }))
  body.append('file', file, file.name)
  const response = await fetch(address, {
    method: 'POST', headers: { accept: 'application/json' }, body, cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null)
  if (!response) throw new ApiError(0, 'no_connection', '')
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const problem = answer as { code?: string; detail?: string; field?: string }
  throw new ApiError(response.status, problem.code ?? 'broken', problem.detail ?? '', problem.field)
}

/** Says what posting a file would come to. */
export const previewFile = async (about: About, file: File): Promise<Preview> => (await send('/v1/staff/money/files/preview', about, file)) as Preview
/** Posts the file that was looked at. */
export const postFile = async (about: About, file: File): Promise<Receipt> => (await send('/v1/staff/money/files', about, file)) as Receipt
export const listFiles = () => ask('get', '/v1/staff/money/files')
export const readReceipt = (file: string) => ask('get', '/v1/staff/money/files/{file}', { path: { file } })
export const seeExpected = (): Promise<Answer<'/v1/staff/money/expected', 'get'>> => ask('get', '/v1/staff/money/expected')
