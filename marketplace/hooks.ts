import { type HookAnswer, type HookRequest, readHookAnswer, readPageAnswer } from '../contracts/addon-api.ts'
import type { Json } from '../contracts/json.ts'
import type { CallOutcome, Wanted } from './code.ts'
import type { CodeHost } from './code/hosting.ts'
import { isPublic, rightsOf, runsCode } from './code/rights.ts'
import { type EntitlementStore, isUnpaid } from './entitlements.ts'
import type { Installation, InstallationStore } from './installations.ts'
import type { Operations } from './operations.ts'

/** What a public address answers. `later`: in so many seconds it may be there. */
export type HookReply =
  | { kind: 'unknown' | 'off' | 'failed' | 'refused' }
  | { kind: 'later'; seconds: number }
  | { kind: 'answer'; answer: HookAnswer }

export interface HookNeeds {
  installations: Pick<InstallationStore, 'find' | 'release'>
  operations: Pick<Operations, 'openFor'>
  entitlements: Pick<EntitlementStore, 'latestFor'>
  host: Pick<CodeHost, 'call' | 'at' | 'isChanging' | 'changed'>
  /** has it run that is to run; a moment is waited for it, no longer */
  sync: () => Promise<void>
  isSafe: () => Promise<boolean>
  /** false: it is asked too often */
  mayAsk: (addon: string, network: string) => boolean
  now: () => Date
}

/** Lets an add-on answer at its public address, if it has one, is on, and is there in time. */
export const answerHook = (needs: HookNeeds) => {
  const answer = async (
    slug: string,
    network: string,
    request: HookRequest,
    isSecond = false,
  ): Promise<HookReply> => {
    const one = await needs.installations.find(slug)
    const rights = one && (await declaredBy(needs, one))
    if (!rights || !isPublic({ rights })) return { kind: 'unknown' }
    const away = await whyAway(needs, one)
    if (away) return away
    if (!isSecond && !needs.mayAsk(slug, network)) return { kind: 'refused' }
    if (one.moving) {
      const isChanged = !isSecond && (await needs.host.changed(one))
      return isChanged ? answer(slug, network, request, true) : { kind: 'later', seconds: 10 }
    }
    if (!(await isThere(needs, one))) return { kind: 'later', seconds: 5 }

    const page = rights.pages.find(({ id, audience }) => audience === 'public' && request.path === `/${id}`)
    if (page) return pageReply(await needs.host.call(slug, publicPage(page.id, request)))
    if (!rights.publicAddress) return { kind: 'unknown' }
    return hookReply(await needs.host.call(slug, { entry: 'hook', name: 'request', input: { ...request } }))
  }
  return (slug: string, network: string, request: HookRequest) => answer(slug, network, request)
}

/** What it may do, by what runs or else by the signed list. */
export const declaredBy = async (
  { host, installations }: Pick<HookNeeds, 'host' | 'installations'>,
  one: Installation,
) => {
  const here = host.at(one.addon, one.version)
  if (here || !runsCode(one)) return here?.rights
  const placed = await installations.release(one.addon, one.version)
  return placed && rightsOf(placed)
}

const whyAway = async (
  { operations, entitlements, isSafe, now }: HookNeeds,
  { addon, active, altered }: Installation,
): Promise<HookReply | undefined> => {
  if (!active) return (await operations.openFor(addon)) ? { kind: 'later', seconds: 10 } : { kind: 'off' }
  if (isUnpaid(await entitlements.latestFor(addon), now())) return { kind: 'off' }
  if (await isSafe()) return { kind: 'later', seconds: 300 }
  return altered ? { kind: 'later', seconds: 300 } : undefined
}

const aMoment = 500

/** Does it run? Just after it was switched on, or its release has changed, it may still be on its way. */
export const isThere = async ({ host, sync }: Pick<HookNeeds, 'host' | 'sync'>, one: Installation) => {
  const { addon, version } = one
  if (host.at(addon, version)) return true
  if (host.isChanging(addon) && (await host.changed(one))) return host.at(addon, version) !== undefined
  let timer: NodeJS.Timeout | undefined
  const waited = new Promise<void>(done => (timer = setTimeout(done, aMoment)))
  await Promise.race([sync(), waited])
  clearTimeout(timer)
  return host.at(addon, version) !== undefined
}

const publicPage = (name: string, { method, query, form, visitor }: HookRequest): Wanted => ({
  entry: 'page',
  name,
  input: { method: method === 'POST' ? 'POST' : 'GET', query, form, operator: null, visitor },
})

const hookReply = (outcome: CallOutcome): HookReply => {
  if (outcome.kind !== 'value') return without(outcome)
  const answer = readHookAnswer(asAnswer(outcome.value))
  return answer.success ? { kind: 'answer', answer: answer.data } : { kind: 'failed' }
}

// nothing to say is said with an empty reply
const asAnswer = (value: Json) => value ?? {}

const pageReply = (outcome: CallOutcome): HookReply => {
  if (outcome.kind !== 'value') return without(outcome)
  const answer = readPageAnswer(outcome.value)
  if (!answer.success) return { kind: 'failed' }
  if ('redirect' in answer.data) return { kind: 'answer', answer: answer.data }
  return { kind: 'answer', answer: { page: answer.data, status: 200 } }
}

const without = ({ kind }: CallOutcome): HookReply =>
  kind === 'gone' || kind === 'busy' || kind === 'off' || kind === 'refused'
    ? { kind: 'later', seconds: 5 }
    : { kind: 'failed' }
