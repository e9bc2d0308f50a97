import { fail } from '../failures.ts'
import { defaultSetting } from '../languages.ts'
import type { ChangeKind, Changes, Operation, Stage, Stores } from '../operations.ts'
import { charge } from '../purchases/charging.ts'
import { forgetSecrets } from '../settings/saving.ts'
import { changed, type Ground } from './ground.ts'
import { activate, download, verify, workOf } from './steps.ts'
import { deleteKept, leaveAsKept } from './kept.ts'
import { unpackAgain, unpackNew } from './unpacking.ts'

/** Every change of an add-on, by its name: who may ask for it, and its stages. */
export const changesOf = (ground: Ground): Changes => {
  const giveBack = (operation: Operation) => ground.archives.giveBack(workOf(operation))
  const kinds = {
    install: {
      permission: 'addons',
      stages: [download(ground), verify(ground), unpackNew(ground), activate(ground)],
      giveBack,
      undo: leaveAsKept,
    },
    purchase: {
      permission: 'addons',
      stages: [charge(ground), download(ground), verify(ground), unpackNew(ground), activate(ground)],
      giveBack,
      undo: leaveAsKept,
    },
    /** of what is still on disk */
    repurchase: { permission: 'addons', stages: [charge(ground), activate(ground)] },
    repair: {
      permission: 'grid',
      stages: [download(ground), verify(ground), unpackAgain(ground)],
      giveBack,
    },
    activate: { permission: 'grid', stages: [activate(ground)] },
    deactivate: { permission: 'grid', stages: [deactivate(ground)] },
    uninstall: { permission: 'grid', stages: [deactivate(ground), remove(ground), cleanUp(ground)] },
    /** of what an uninstall left behind */
    'delete-data': { permission: 'grid', stages: [deleteKept] },
  } satisfies Record<string, ChangeKind>
  return kinds
}

const deactivate = (ground: Ground): Stage => ({
  name: 'deactivate',
  run: async operation => async stores => {
    const installation = await stores.installations.find(operation.addon)
    if (!installation) return fail('not-installed', { name: operation.name })
    await refuseDefault(ground, operation, stores)
    await stores.installations.put(changed(installation, { active: false, failure: null }, operation, ground))
    return undefined
  },
})

// Asked again inside the transaction: another operator may have chosen it a moment ago.
const refuseDefault = async ({ packs }: Ground, { addon, version, name }: Operation, stores: Stores) => {
  const placed = await stores.installations.release(addon, version)
  const code = await stores.panelSettings.get(defaultSetting)
  if (placed?.release.manifest['language'] && packs.codeOf(placed) === code)
    fail('default-language', { name })
}

/** The pointer goes, and with it the data or not: all of it or nothing. */
const remove = ({ now }: Ground): Stage => ({
  name: 'remove',
  run:
    async ({ addon, input }) =>
    async ({ installations, secrets, addonData, updates }) => {
      const installation = await installations.find(addon)
      const isDeleted = input['data'] === 'delete'
      if (isDeleted) {
        await installations.forget(addon)
        await forgetSecrets(secrets, addon)
      } else if (installation) {
        const { settings, version } = installation
        await installations.keep(addon, { settings, version, at: now().toISOString() })
      }
      await updates.forget(addon)
      await installations.remove(addon)
      await installations.removeReleases(addon)
      // after the row, which whoever keeps something for it holds meanwhile
      const generation = installation?.generation ?? 1
      await addonData.remove(addon, isDeleted ? { keepsOwn: false } : { keepsOwn: true, generation })
      return undefined
    },
})

/** Nothing names the files any more; those the file system keeps are swept at the next start. */
const cleanUp = ({ archives }: Ground): Stage => ({
  name: 'clean-up',
  async run({ addon }) {
    const folder = await archives.remove(addon)
    return async () => (folder === undefined ? undefined : { code: 'files-left', values: { folder } })
  },
})
