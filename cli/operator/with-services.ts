import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import { commandLine } from '../../marketplace/activity.ts'
import { type Failure, withoutStop } from '../../marketplace/failures.ts'
import { translateInto } from '../../marketplace/messages.ts'
import { permissionNames, type Viewer } from '../../marketplace/permissions.ts'
import type { Services } from '../../routes/services.ts'
import type { Io } from '../command.ts'

/** Whoever can run a command on the server may do everything. */
export const atTheTerminal: Viewer = {
  id: '',
  name: commandLine.operator,
  permissions: new Set(permissionNames),
}

/** The whole panel without its pages, also beside a running one: both use one database, each takes its turn. */
export const withServices = async (io: Io, work: (services: Services) => Promise<void>) => {
  const warn = (details: object, message: string) => io.err(`${message} ${JSON.stringify(details)}\n`)
  const log = { debug: () => {}, info: () => {}, warn, error: warn }
  const { services, close } = await makeServices(readSettings(io.env), { log })
  try {
    await work(services)
  } finally {
    await close()
  }
}

/** Says a message of the panel, in English. */
export const inEnglish = ({ languages: { english } }: Services) => translateInto(english, english)

export const failureInEnglish = (services: Services, { code, values }: Failure) =>
  inEnglish(services)(`operations.failure.${code}`, withoutStops(values))

const withoutStops = ({ why, ...values }: Failure['values']) => ({
  ...values,
  ...(why !== undefined && { why: withoutStop(String(why)) }),
})
