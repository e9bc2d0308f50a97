import type { Response } from 'express'
import type { Kind, Permissions } from '../../contracts/manifest.ts'
import { proseFrom } from '../../marketplace/markdown.ts'
import { releaseOf } from '../../marketplace/releases.ts'
import { choiceOf, closesHole, versionOf, type Waiting } from '../../marketplace/updates/waiting.ts'
import { rangeInWords } from '../addons/range.ts'
import { widenedInWords } from '../addons/rights.ts'
import type { Services } from '../services.ts'

/** The table of all updates; `chosen`: the boxes that were ticked, where a form comes back. */
export const rowsFor = async (services: Services, res: Response, chosen?: readonly string[]) =>
  (await services.manyUpdates.waiting()).map(one => rowFor(one, res, chosen))

const rowFor = (one: Waiting, { locals }: Response, chosen?: readonly string[]) => {
  const { addon, installation, update, wishes, running } = one
  const choice = choiceOf(one)
  const before = releaseOf(addon, installation.version)?.permissions
  return {
    addon: addon.slug,
    name: addon.name,
    active: installation.active,
    from: installation.version,
    version: versionOf(update),
    needs: update.kind === 'newer help desk' ? rangeInWords(update.needs, locals.t) : null,
    security: closesHole(update),
    choice,
    choosable: choice.kind !== 'no',
    checked: chosen ? chosen.includes(addon.slug) : choice.kind === 'safe',
    why: choice.kind === 'safe' ? null : choice.because.replaceAll(' ', '_'),
    because: update.kind === 'stopped' ? update.because.replace(' ', '_') : null,
    widened: wordsOf(addon.kind, update, before, locals),
    putBack: wishes.putBack,
    notes: notesOf(update),
    running,
  }
}

const wordsOf = (
  kind: Kind,
  update: Waiting['update'],
  before: Permissions | undefined,
  locals: Express.Locals,
) =>
  update.kind === 'update'
    ? widenedInWords({ kind, widened: update.widened, before }, locals).map(({ words }) => words)
    : []

/** What is new, of every release that it brings. */
const notesOf = (update: Waiting['update']) => {
  if (update.kind === 'newer help desk') return []
  const releases = update.kind === 'update' ? update.notes : [update.release]
  return releases.map(({ version, security, notes }) => ({ version, security, notes: proseFrom(notes) }))
}
