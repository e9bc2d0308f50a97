import { soukItself } from '../activity.ts'
import type { Archives, Installation, InstallationStore } from '../installations.ts'
import type { Atomically, OperationStore } from '../operations.ts'
import type { OperationsAtWork } from '../operations/at-work.ts'
import { fetchAgain, type Refilling } from './refilling.ts'

export interface Recovery extends Refilling {
  archives: Archives
  installations: InstallationStore
  store: OperationStore
  operations: OperationsAtWork
  atomically: Atomically
  log: { warn: (details: object, message: string) => void }
}

const wait = 3_000

/** Before the first request: goes on with what was interrupted, clears what was left, looks at what is on disk. */
export const recover = async (recovery: Recovery) => {
  await recovery.operations.recover(wait)
  await sweep(recovery).catch((error: unknown) => recovery.log.warn({ err: error }, 'could not sweep'))
  for (const installation of await recovery.installations.all()) await lookAt(recovery, installation)
}

const sweep = async ({ archives, installations, store }: Recovery) =>
  archives.sweep({
    operations: async () => (await store.openAll()).map(({ id }) => id),
    placed: await installations.releases(),
    // stops a release from being swept that another panel process is about to name, or has just named
    isOurs: async (addon, version) =>
      !(await store.openFor(addon)) &&
      !(await installations.release(addon, version)) &&
      store.knows(addon, version),
  })

const lookAt = async (recovery: Recovery, installation: Installation) => {
  const { archives, installations, operations } = recovery
  const { addon, version } = installation
  if (await operations.openFor(addon)) return
  const placed = await installations.release(addon, version)
  const found = placed ? await archives.state(placed) : 'missing'
  if (found === 'intact' || installation.altered) return
  await markAltered(recovery, installation)
  // an empty disk fills itself again; altered files wait for somebody to look
  if (found === 'missing') await fetchAgain(recovery, installation)
}

/** Stores that the bytes on disk are not the signed ones: nothing of it is loaded until it is repaired. */
export const markAltered = ({ atomically }: Pick<Recovery, 'atomically'>, { addon, version }: Installation) =>
  atomically(async stores => {
    const installation = await stores.installations.find(addon)
    if (!installation || installation.altered || installation.version !== version) return
    await stores.installations.put({ ...installation, altered: true })
    const detail = 'altered on disk'
    await stores.record({ ...soukItself, act: 'addon.check', addon, version, result: 'failed', detail })
  })
