import { timeInWords } from '../../lib/days'
import { locale, t } from './words'
import type { Message } from '../wire'
import { first } from './childsees'

/** What stands under a message, line by line: how it came, with whose help, whether it is hidden, who has seen it. */
export function metaOf(message: Message, child: string): string[] {
  const lines: (string | false | null)[] = [
    message.written_down_by && t('meta.written_down', { name: first(message.written_down_by), channel: t(`meta.channel.${message.channel}`) }),
    !message.written_down_by && message.channel !== 'app' && t(`meta.by.${message.channel}`),
    message.purpose !== 'message' && message.purpose !== 'notice' && t(`meta.purpose.${message.purpose}`),
    helped(message),
    message.hidden === 'by_child' && t('meta.hidden_by_child', { child }),
    message.author.kind === 'child' && !message.device_confirmed && t('meta.unconfirmed'),
    message.language && message.language !== 'en' && message.language !== 'en-GB' && t('meta.language', { language: languageName(message.language) }),
    seenBy(message),
  ]
  return lines.filter((line): line is string => Boolean(line))
}

function helped(message: Message): string | null {
  const how = message.written_with
  if (!how) return null
  const parts = [
    how.helper !== 'nobody' && t(`meta.helper.${how.helper as 'carer'}`),
    how.device !== 'mine' && t(`meta.device.${how.device as 'workers'}`),
    !how.alone && t('meta.not_alone'),
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : null
}

function seenBy(message: Message): string | null {
  const last = message.seen.at(-1)
  if (message.author.kind !== 'child' || !last) return null
  const names = message.seen.map((s) => first(s.name)).join(', ')
  return t('meta.seen', { names, time: timeInWords(last.at, locale()) })
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
