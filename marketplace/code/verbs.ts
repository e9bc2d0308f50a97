import type { HookRequest, PageRequest } from '../../contracts/addon-api.ts'
import type { Permissions } from '../../contracts/manifest.ts'
import type { Activity, Actor } from '../activity.ts'
import type { CodeRunner, Doing, Glance, LogLine } from '../code.ts'
import { answerHook, declaredBy, type HookNeeds, type HookReply } from '../hooks.ts'
import { answerPage, type PageReply } from '../pages.ts'
import type { Viewer } from '../permissions.ts'
import { type AllowedAddresses, originsIn } from './allowed-addresses.ts'
import type { DeliveryCounts, DeliveryHour, DeliveryStore } from './deliveries.ts'
import type { CodeHost } from './hosting.ts'
import type { LogKeeping } from './log-keeping.ts'
import { type AddonNotice, noticesNow, type NoticeStore } from './notices.ts'
import { runsCode } from './rights.ts'
import type { SafeMode } from './safe-mode.ts'
import type { AddonStorage } from './storage.ts'

/** How an add-on is doing, for its row and its page. */
export interface CodeDoing extends Doing {
  /** of the last day */
  deliveries: DeliveryCounts
  /** bytes kept, and how many it may keep */
  storage: { used: number; most: number }
}

/** What the rest of the panel asks of add-ons that run code. */
export interface CodeVerbs {
  /** at its public address; `network` tells visitors apart for the limit of how often they may ask */
  hook: (slug: string, network: string, request: HookRequest) => Promise<HookReply>
  page: (slug: string, page: string, viewer: Viewer, request: PageRequest) => Promise<PageReply>
  /** what the installed release declares */
  rightsOf: (slug: string) => Promise<Permissions | undefined>
  /** undefined: nothing is known of it, since it was not run */
  doing: (slug: string) => Promise<CodeDoing | undefined>
  /** whether it runs, and what went wrong last, without asking it */
  glance: (slug: string) => Promise<Glance>
  /** the process in which all of it runs, while there is one; its memory in bytes where the system tells */
  runner: () => Promise<{ pid: number; memory: number | undefined } | undefined>
  /** the last lines that it wrote or that were written about it, oldest first, also from before the panel began */
  log: (slug: string) => Promise<LogLine[]>
  deliveries: (slug: string) => Promise<DeliveryCounts>
  /** the same hour by hour, `2026-11-22T08` in UTC and those after it */
  deliveryHours: (slug: string, from: string) => Promise<DeliveryHour[]>
  /** ends it and has it run anew; false if it is not active */
  restart: (slug: string, actor: Actor) => Promise<boolean>
  /** addresses that an operator lets it call beside the hosts it declares, also of this network */
  allowed: {
    of: AllowedAddresses['of']
    /** as typed, with spaces between; false if that is no list of addresses such as http://127.0.0.1:8081 */
    put: (slug: string, typed: string, actor: Actor) => Promise<boolean>
  }
  /** what add-ons show to operators now */
  notices: () => Promise<AddonNotice[]>
  safeMode: SafeMode
}

export interface VerbNeeds extends HookNeeds {
  host: CodeHost
  runner: CodeRunner
  deliveries: DeliveryStore
  allowed: AllowedAddresses
  notices: NoticeStore
  storage: AddonStorage
  logs: Pick<LogKeeping, 'lines' | 'lastTrouble'>
  safeMode: SafeMode
  activity: Pick<Activity, 'record'>
  /** bytes that a process holds */
  memoryOf: (pid: number) => Promise<number | undefined>
}

const aDay = 86_400_000

type Trouble = Glance['lastError']

// a panel that was started anew knows only what is stored
const laterOf = (one: Trouble, other: Trouble) => (one && other && other.at > one.at ? other : (one ?? other))

export const codeVerbs = (needs: VerbNeeds): CodeVerbs => {
  const { installations, runner, now } = needs
  const since = () => new Date(now().getTime() - aDay).toISOString()
  const counts = (slug: string) => needs.deliveries.counts(slug, since())

  const declared = async (slug: string) => {
    const one = await installations.find(slug)
    return one && declaredBy(needs, one)
  }

  return {
    hook: answerHook(needs),
    page: answerPage(needs),
    rightsOf: declared,
    async doing(slug) {
      const doing = await runner.doing(slug)
      const most = (await declared(slug))?.storage ?? 0
      const one = await installations.find(slug)
      const used = one ? await needs.storage.used({ addon: slug, generation: one.generation }) : 0
      return doing && { ...doing, deliveries: await counts(slug), storage: { used, most } }
    },
    async glance(slug) {
      const { isLoaded, lastError } = runner.glance(slug)
      const trouble = await needs.deliveries.lastTrouble(slug)
      const told = trouble && { at: new Date(trouble.at), text: trouble.text }
      const kept = await needs.logs.lastTrouble(slug)
      return { isLoaded, lastError: laterOf(laterOf(lastError, told), kept) }
    },
    async runner() {
      const pid = runner.pid()
      return pid === undefined ? undefined : { pid, memory: await needs.memoryOf(pid) }
    },
    log: slug => needs.logs.lines(slug),
    deliveries: counts,
    deliveryHours: (slug, from) => needs.deliveries.hours(slug, from),
    async restart(slug, actor) {
      const one = await installations.find(slug)
      if (!one?.active || !runsCode(one)) return false
      await needs.host.restart(slug)
      const { version } = one
      await needs.activity.record({ ...actor, act: 'addon.restart', addon: slug, version, result: 'done' })
      return true
    },
    allowed: {
      of: slug => needs.allowed.of(slug),
      async put(slug, typed, actor) {
        const origins = originsIn(typed)
        if (!origins) return false
        await needs.allowed.put(slug, origins)
        const detail = origins.join(' ') || 'none'
        await needs.activity.record({ ...actor, act: 'addon.addresses', addon: slug, result: 'done', detail })
        return true
      },
    },
    notices: () => noticesNow(needs.notices, now()),
    safeMode: needs.safeMode,
  }
}
