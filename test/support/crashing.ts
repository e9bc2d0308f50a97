import * as nodeFiles from 'node:fs/promises'
import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import type { Files } from '../../gateways/disk.ts'
import { permissionNames } from '../../marketplace/permissions.ts'

/**
 * A panel process that does one change of the add-on CHANGE and dies by SIGKILL at the n-th call of its file system
 * (DIES_AT), as if the machine had gone. Run to its end, it prints how many calls there were.
 */
const diesAt = Number(process.env['DIES_AT'] ?? 0)
let calls = 0
let isCounting = false

const counted = <Args extends unknown[], Result>(work: (...args: Args) => Result) => {
  return (...args: Args): Result => {
    if (isCounting && ++calls === diesAt) process.kill(process.pid, 'SIGKILL')
    return work(...args)
  }
}

const files = Object.fromEntries(
  (['open', 'mkdir', 'rename', 'rm', 'readdir', 'statfs', 'readFile', 'lstat'] as const).map(name => [
    name,
    counted(nodeFiles[name] as (...args: unknown[]) => unknown),
  ]),
) as Files

const ada = { operatorId: null, operator: 'Ada' }
const viewer = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }
const { services, close } = await makeServices(readSettings(process.env), { files })
isCounting = true

const change = async () => {
  const slug = process.env['ADDON'] ?? ''
  if (process.env['CHANGE'] === 'uninstall') return services.manage.uninstall(slug, 'delete', ada)
  const addon = await services.addons.find(slug)
  if (!addon) throw new Error(`no ${slug}`)
  return services.install(addon, viewer)
}

const begun = await change()
if (!('operation' in begun)) throw new Error(JSON.stringify(begun))
await services.operations.ended(begun.operation.id, 20_000)
process.stdout.write(`${calls}\n`)
await close()
