import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wireInbox } from '../../config/inbox.ts'
import { root } from '../../config/root.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { codeRunner } from '../../gateways/runner.ts'
import type { CallOutcome, CodeRunner, LogLine, Wanted } from '../../marketplace/code.ts'
import { runsCode } from '../../marketplace/code/rights.ts'
import { benchCode } from './bench/code.ts'
import { deskOf } from './bench/desk.ts'
import type { AskedHttp } from './bench/http.ts'
import { wordsOf } from './bench/words.ts'
import type { Release } from './releases.ts'

export interface BenchOptions {
  /** addresses, also of this machine, that the add-on may call beside its hosts */
  allow?: readonly string[]
  /** other servers are not asked: each of them seems to answer so */
  fakeHttp?: { status: number; body: string }
  /** where the add-on's public address begins */
  publicUrlOf?: (slug: string) => string
  /** told after anything that changes what there is to see */
  changed?: () => void
}

/** The channel of a plugin's customers. It sends every reply at once. */
export const elsewhere = 'another-channel'

/** The workbench of an author: one add-on in the real runner, with an inbox and stores of its own that go when it closes. */
export const openBench = async (options: BenchOptions) => {
  const changed = options.changed ?? (() => {})
  const folder = await mkdtemp(join(tmpdir(), 'souk-addon-'))
  const db = await openDb(`sqlite:${join(folder, 'bench.sqlite')}`, migrations)
  const now = () => new Date()
  const desk = deskOf(now)
  const asked: AskedHttp[] = []
  let tried: string | undefined
  let noted: LogLine[] = []
  const inbox = wireInbox(db, {
    now,
    happened() {
      code.work.wake()
      void settleElsewhere().catch(() => {})
      changed()
    },
  })
  const settleElsewhere = async () => {
    for (const { message } of await inbox.waitingFor(elsewhere)) if (message) await inbox.markSent(message.id)
  }
  const inner = codeRunner({
    program: join(root, 'dist/runner/main.js'),
    now,
    switchedOff(addon, why) {
      code.host.dropped(addon)
      desk.switchOff(`It failed three times within five minutes and was switched off. The last time: ${why}`)
      changed()
    },
    // what goes wrong in the runner is told where it shows
    problem: () => {},
  })
  const runner: CodeRunner = {
    ...inner,
    async call(slug, wanted) {
      const outcome = await inner.call(slug, wanted)
      changed()
      return outcome
    },
  }
  const code = benchCode({
    ...options,
    db,
    desk,
    inbox,
    runner,
    now,
    asked,
    note: (_, line) => (noted = [...noted.slice(-199), line]),
    secretKey: randomBytes(32).toString('base64'),
  })

  const load = async (release: Release) => {
    desk.put(release)
    await code.allow(release.manifest.slug, options.allow ?? [])
    try {
      await code.host.tryOut(release.placed)
      return undefined
    } catch (error) {
      const why = wordsOf(error)
      desk.switchOff(why)
      return why
    }
  }

  return {
    desk,
    inbox,
    asked,
    secrets: code.secrets,
    storage: code.storage,
    notices: code.notices,
    /** Why the code of a release can't run, settings or not; nothing if it can. */
    async tryCode(release: Release) {
      const { slug } = release.manifest
      const before = tried
      tried = slug
      desk.needsNoSettings()
      const why = await load(release)
      // only now: the runner goes with the last one, and takes a while to come back
      if (before !== undefined && before !== slug) await runner.unload(before)
      return why
    },
    /** Takes the release on, in place of what was there, and has it work. */
    async take(release: Release) {
      const why = runsCode(release.manifest) ? await load(release) : undefined
      code.work.wake()
      changed()
      return why
    },
    start: () => code.work.start(),
    wake: () => code.work.wake(),
    unfinished: code.unfinished,
    call: (slug: string, wanted: Wanted): Promise<CallOutcome> => code.host.call(slug, wanted),
    doing: (slug: string) => runner.doing(slug),
    log: (slug: string) => [...runner.log(slug), ...noted].toSorted((a, b) => Number(a.at) - Number(b.at)),
    async close() {
      await code.work.close()
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type Bench = Awaited<ReturnType<typeof openBench>>
