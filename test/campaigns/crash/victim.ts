import { once } from 'node:events'
import { readSettings } from '../../../config/settings.ts'
import { diskTroubleOf } from '../../../marketplace/disk-trouble.ts'
import { permissionNames } from '../../../marketplace/permissions.ts'
import { dieAbout } from './dying.ts'

const { DIES_ABOUT: stage, DIES_WHEN: when, ACT: act = '', ADDON: slug = '' } = process.env
if (stage) dieAbout(stage, when === 'entering' ? when : 'within')
const { makeServices } = await import('../../../config/services.ts')

/**
 * A panel process that does one change once it is told to. It dies, or its disk fails, as whoever traces it wishes. At its
 * end it prints how the change ended.
 */
const { services, recover, runCode, stop, close } = await makeServices(readSettings(process.env))
await recover()
await runCode()
process.stdout.write('ready\n')
await once(process.stdin, 'data')

const ada = { operatorId: null, operator: 'Ada' }
const viewer = { id: 'ada', name: 'Ada', permissions: new Set(permissionNames) }

const change = async () => {
  const addon = await services.addons.find(slug)
  if (!addon) throw new Error(`${slug} is not listed`)
  switch (act) {
    case 'update':
      return services.updates.update(addon, { version: '1.1.0', accept: [] }, viewer, ada)
    case 'rollback':
      return services.updates.rollback(slug, ada)
    case 'uninstall':
      return services.manage.uninstall(slug, 'delete', ada)
    default:
      return services.install(addon, viewer, ada)
  }
}

// what a page of the panel names, it names by the same words
const begun = await change().catch((error: unknown) => {
  const trouble = diskTroubleOf(error)
  return trouble ? { named: trouble } : { thrown: String(error) }
})
const operation =
  'operation' in begun ? await services.operations.ended(begun.operation.id, 15_000) : undefined
process.stdout.write(`${JSON.stringify({ begun: operation ?? begun })}\n`)
stop()
await close()
process.exit(0)
