/** The app's own sentences, from its catalogues: a test names the sentence and never repeats it. */
import chatOnlyEn from '../src/app/texts/chat.en.json' with { type: 'json' }
import enrolEn from '../src/app/texts/enrol.en.json' with { type: 'json' }
import helpEn from '../src/app/texts/help.en.json' with { type: 'json' }
import meEn from '../src/app/texts/me.en.json' with { type: 'json' }
import moreEn from '../src/app/texts/more.en.json' with { type: 'json' }
import rightsEn from '../src/app/texts/rights.en.json' with { type: 'json' }
import startEn from '../src/app/texts/start.en.json' with { type: 'json' }
import filesEn from '../src/desk/money/files/files.en.json' with { type: 'json' }
import queueEn from '../src/desk/money/queue/queue.en.json' with { type: 'json' }
import exceptionsEn from '../src/desk/money/exceptions/exceptions.en.json' with { type: 'json' }
import deskRightsEn from '../src/desk/rights/rights.en.json' with { type: 'json' }
import childMoneyEn from '../src/app/texts/money.en.json' with { type: 'json' }
import booksEn from '../src/desk/money/books/books.en.json' with { type: 'json' }
import firstEn from '../src/desk/money/first/first.en.json' with { type: 'json' }
import deskAccountsEn from '../src/desk/accounts/accounts.en.json' with { type: 'json' }
import deskChildEn from '../src/desk/child/child.en.json' with { type: 'json' }
import deskCoverEn from '../src/desk/cover/cover.en.json' with { type: 'json' }
import deskDoorEn from '../src/desk/door/door.en.json' with { type: 'json' }
import deskInboxEn from '../src/desk/inbox/inbox.en.json' with { type: 'json' }
import deskMeEn from '../src/desk/me/me.en.json' with { type: 'json' }
import deskTasksEn from '../src/desk/tasks/tasks.en.json' with { type: 'json' }
import deskTeamEn from '../src/desk/team/team.en.json' with { type: 'json' }
import deskThreadEn from '../src/desk/thread/thread.en.json' with { type: 'json' }
import deskSharedEn from '../src/desk/desk.en.json' with { type: 'json' }

/** The chat's words and those of the start (the lock, the frame): one `t` in the app as well. */
const chatEn = { ...startEn, ...chatOnlyEn }

/** The words of the desk's pages beside those of money and rights. */
const deskEn = { ...deskSharedEn, ...deskAccountsEn, ...deskChildEn, ...deskCoverEn, ...deskDoorEn, ...deskInboxEn, ...deskMeEn, ...deskTasksEn, ...deskTeamEn, ...deskThreadEn }

type Catalogue = Record<string, string>

/** A sentence with its gaps filled; a gap that is not named matches anything, so the answer is a pattern. */
const reader = (catalogue: Catalogue) => (key: string, fill: Record<string, string> = {}): RegExp => {
  const text = catalogue[key]
  if (text === undefined) throw new Error(`There is no sentence ${key}`)
  const parts = text.split(/(\{(?:[^{}]|\{[^{}]*\})*\})/).map((part) => {
    if (!part.startsWith('{')) return escaped(part)
    const name = part.slice(1, -1).split('|')[0] ?? ''
    return fill[name] === undefined ? '.+' : escaped(fill[name])
  })
  return new RegExp(`^\\s*${parts.join('')}\\s*$`)
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export const chat = reader(chatEn)
export const enrol = reader(enrolEn)
export const help = reader(helpEn)
export const me = reader(meEn)
export const more = reader(moreEn)
export const desk = reader(deskEn)
/** The savings desk's pages of files, of rows to decide and of exceptions. */
export const money = reader({ ...filesEn, ...queueEn, ...exceptionsEn })
export const rights = reader(rightsEn)
export const deskRights = reader(deskRightsEn)
export const childMoney = reader(childMoneyEn)
export const first = reader(firstEn)
export const books = reader(booksEn)

/** Every sentence of both entries, for the rules about words. */
export const childSentences = (): [string, string][] => [chatEn, enrolEn, helpEn, meEn, moreEn, rightsEn, childMoneyEn].flatMap((all) => Object.entries(all))
export const deskSentences = (): [string, string][] =>
  [deskEn, deskRightsEn, filesEn, queueEn, exceptionsEn, booksEn, firstEn].flatMap((all) => Object.entries(all))
