import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wireInbox } from '../../config/inbox.ts'
import { root } from '../../config/root.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { codeRunner } from '../../gateways/runner.ts'
import type { CallOutcome, Wanted } from '../../marketplace/code.ts'
import { inWords, isFault } from '../../marketplace/code/failures.ts'
import { runsCode } from '../../marketplace/code/rights.ts'
import { Failed } from '../../marketplace/failures.ts'
import { benchCode } from './bench/code.ts'
import { deskOf } from './bench/desk.ts'
import type { AskedHttp } from './bench/http.ts'
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
  const problems: string[] = []
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
  const runner = codeRunner({
    program: join(root, 'dist/runner/main.js'),
    now,
    switchedOff(addon, why) {
      code.host.dropped(addon)
      desk.switchOff(`It failed three times within five minutes and was switched off. The last time: ${why}`)
      changed()
    },
    problem: text => void problems.push(text),
  })
  const code = benchCode({
    ...options,
    db,
    desk,
    inbox,
    runner,
    now,
    asked,
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
      desk.needsNoSettings()
      const why = await load(release)
      await runner.unload(release.manifest.slug)
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
    log: (slug: string) => runner.log(slug),
    async close() {
      await code.work.close()
      await db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type Bench = Awaited<ReturnType<typeof openBench>>

/** An error in one sentence for the author. */
export const wordsOf = (error: unknown): string => {
  if (error instanceof Failed) {
    const { code, values } = error.failure
    if (code === 'code-failed') return String(values['why'])
    if (code === 'code-not-now') return 'The process that runs add-ons had to begin anew. Try again.'
    return error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** How a call ended, where it did not end with a value. */
export const outcomeWords = (outcome: Exclude<CallOutcome, { kind: 'value' }>): string => {
  if (isFault(outcome)) return inWords(outcome)
  switch (outcome.kind) {
    case 'refused':
      return `${outcome.why} The add-on gave up; that is no fault of its own.`
    case 'absent':
      return 'files/main.js has no handler for that.'
    case 'busy':
      return 'It has too much to do, or has used up its time. Try again in a minute.'
    case 'gone':
      return 'It was stopped for something else. Try again.'
    case 'off':
      return 'It does not run: the reason is at the top of the first page.'
  }
}
