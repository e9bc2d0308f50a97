import type { Actor } from '../activity.ts'
import { type Failure, failure } from '../failures.ts'
import type { Installation } from '../installations.ts'
import type { Operation, Operations } from '../operations.ts'
import type { WantedSettings } from '../settings.ts'
import { type Saved, saveSettings } from '../settings/saving.ts'
import { type Chosen, makeDefault } from './choosing.ts'
import type { Ground } from './ground.ts'
import { deleteKept } from './leftovers.ts'
import { mustStop } from './stopping.ts'
import { whyUnpaid } from './unpaid.ts'

export type Managed =
  | { kind: 'begun'; operation: Operation }
  /** it is so already */
  | { kind: 'nothing to do'; installation: Installation }
  | { kind: 'refused'; why: Failure }
  | { kind: 'not installed' }

/** What an operator does to one installed add-on; each is an operation, or one transaction. */
export interface Managing {
  activate(addon: string, actor: Actor): Promise<Managed>
  deactivate(addon: string, actor: Actor): Promise<Managed>
  /** of what is not installed any more: deletes what was kept */
  uninstall(addon: string, data: 'keep' | 'delete', actor: Actor): Promise<Managed>
  repair(addon: string, actor: Actor): Promise<Managed>
  /** `addon` null stands for English, which is built in */
  makeDefault(addon: string | null, actor: Actor): Promise<Chosen>
  saveSettings(addon: string, wanted: WantedSettings, actor: Actor): Promise<Saved>
}

export interface Manager extends Ground {
  operations: Operations
  /** code of the language that new operators see */
  defaultCode: () => Promise<string>
  offline: boolean
}

export const managing = (manager: Manager): Managing => {
  const { installations, operations, packs } = manager

  const begin = async (kind: string, addon: string, actor: Actor, ask: Ask = {}): Promise<Managed> => {
    const installation = await installations.find(addon)
    if (!installation) return { kind: 'not installed' }
    if (ask.isSo?.(installation)) return { kind: 'nothing to do', installation }
    const why = await ask.why?.(installation)
    if (why) return { kind: 'refused', why }
    return start(kind, installation, actor, ask.input)
  }

  const start = async (
    kind: string,
    { addon, kind: addonKind, name, version }: Installation,
    actor: Actor,
    input: Record<string, string> = {},
  ): Promise<Managed> => {
    const { kind: how, operation } = await operations.start(
      { kind, addon, addonKind, name, version, input },
      actor,
    )
    // keeping the data and deleting it are two wishes
    if (how === 'joined' && (operation.kind !== kind || operation.input['data'] !== input['data']))
      return { kind: 'refused', why: failure('busy', { name, operator: operation.operator }) }
    return { kind: 'begun', operation }
  }

  const isDefault = async ({ addon, version, kind, name }: Installation) => {
    const placed = kind === 'language' ? await installations.release(addon, version) : undefined
    return placed && packs.codeOf(placed) === (await manager.defaultCode())
      ? failure('default-language', { name })
      : null
  }

  return {
    activate: (addon, actor) =>
      begin('activate', addon, actor, {
        isSo: one => one.active && !one.altered,
        why: whyNotActivated(manager),
      }),
    deactivate: (addon, actor) =>
      begin('deactivate', addon, actor, { isSo: one => !one.active, why: isDefault }),
    async uninstall(addon, data, actor) {
      const managed = await begin('uninstall', addon, actor, { why: isDefault, input: { data } })
      return managed.kind === 'not installed' && data === 'delete'
        ? deleteKept(manager, addon, actor)
        : managed
    },
    repair: (addon, actor) =>
      begin('repair', addon, actor, {
        isSo: one => !one.altered,
        why: async () => (manager.offline ? failure('offline') : null),
      }),
    makeDefault: (addon, actor) => makeDefault(manager, addon, actor),
    saveSettings: (addon, wanted, actor) => saveSettings(manager, addon, wanted, actor),
  }
}

interface Ask {
  isSo?: (installation: Installation) => boolean
  why?: (installation: Installation) => Promise<Failure | null>
  input?: Record<string, string>
}

const whyNotActivated = (manager: Manager) => async (installation: Installation) => {
  const { name, version, altered } = installation
  if (altered) return failure('altered', { name })
  const unpaid = await whyUnpaid(manager, installation)
  if (unpaid) return unpaid
  return (await mustStop(installation, manager.addons)) ? failure('stopped', { name, version }) : null
}
