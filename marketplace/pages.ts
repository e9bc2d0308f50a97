import { type PageAnswer, type PageRequest, readPageAnswer } from '../contracts/addon-api.ts'
import { declaredBy, type HookNeeds, isThere } from './hooks.ts'
import { seesInbox } from './code/rights.ts'
import { may, type Viewer } from './permissions.ts'

/** What an add-on shows at one of its pages for operators. */
export type PageReply =
  | { kind: 'unknown' | 'off' | 'failed' | 'not allowed' }
  | { kind: 'later'; seconds: number }
  | { kind: 'answer'; answer: PageAnswer; addon: string }

export type PageNeeds = Pick<HookNeeds, 'installations' | 'host' | 'sync' | 'isSafe'>

/** A page for operators, as declared. One that sees conversations shows them to those who may see them. */
export const answerPage =
  (needs: PageNeeds) =>
  async (slug: string, page: string, viewer: Viewer, request: PageRequest): Promise<PageReply> => {
    const one = await needs.installations.find(slug)
    const rights = one && (await declaredBy(needs, one))
    if (!one || !rights?.pages.some(({ id, audience }) => id === page && audience === 'operators'))
      return { kind: 'unknown' }
    if (seesInbox({ kind: one.kind, rights }) && !may(viewer, 'inbox')) return { kind: 'not allowed' }
    if (!one.active) return { kind: 'off' }
    if (one.altered || (await needs.isSafe())) return { kind: 'later', seconds: 300 }
    if (!(await isThere(needs, one))) return { kind: 'later', seconds: 5 }

    const outcome = await needs.host.call(slug, { entry: 'page', name: page, input: { ...request } })
    if (outcome.kind === 'value') {
      const answer = readPageAnswer(outcome.value)
      return answer.success ? { kind: 'answer', answer: answer.data, addon: one.name } : { kind: 'failed' }
    }
    const { kind } = outcome
    return kind === 'gone' || kind === 'busy' || kind === 'off' || kind === 'refused'
      ? { kind: 'later', seconds: 5 }
      : { kind: 'failed' }
  }
