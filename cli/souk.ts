import type { Command } from './command.ts'
import { activityList } from './operator/activity-list.ts'
import {
  addonsActivate,
  addonsDeactivate,
  addonsInstall,
  addonsRepair,
  addonsUninstall,
} from './operator/addons-change.ts'
import { addonsList, addonsSearch } from './operator/addons-search.ts'
import { addonsShow } from './operator/addons-show.ts'
import { addonsRollback, addonsUpdate } from './operator/addons-update.ts'
import { backup } from './operator/backup.ts'
import { catalogueRefresh } from './operator/catalogue-refresh.ts'
import { operatorsAdd } from './operator/operators-add.ts'
import { operatorsDisable, operatorsEnable } from './operator/operators-disable.ts'
import { operatorsList } from './operator/operators-list.ts'
import { operatorsResetPassword } from './operator/operators-reset-password.ts'
import { restore } from './operator/restore.ts'
import { rolesList } from './operator/roles-list.ts'
import { routesList } from './operator/routes-list.ts'
import { safeModeOff, safeModeOn, safeModeShow } from './operator/safe-mode.ts'
import { statusShow } from './operator/status-show.ts'
import { updateAll, updatesList } from './operator/updates.ts'

/** The operators' commands, also beside a running panel. */
export const operatorCommands: Command[] = [
  catalogueRefresh,
  addonsList,
  addonsSearch,
  addonsShow,
  operatorsAdd,
  operatorsList,
  operatorsResetPassword,
  operatorsDisable,
  operatorsEnable,
  rolesList,
  routesList,
  activityList,
  statusShow,
  safeModeShow,
  safeModeOn,
  safeModeOff,
  addonsInstall,
  addonsActivate,
  addonsDeactivate,
  addonsUninstall,
  addonsRepair,
  addonsUpdate,
  addonsRollback,
  updatesList,
  updateAll,
  backup,
  restore,
]
