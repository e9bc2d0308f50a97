import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeServices } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import { type PayingHelpDesk, spender } from './paying.ts'

const here = fileURLToPath(import.meta.url)

/** Presses Cancel in a panel process of its own, which can be killed. */
export const cancelElsewhere = ({ services, area }: PayingHelpDesk, slug: string) => {
  const { publicUrl, databaseUrl, dataDir, catalogueUrl, catalogueRoot } = services.settings
  const child = spawn(process.execPath, ['--import', 'tsx', here], {
    env: {
      PATH: process.env['PATH'],
      ...area.settings,
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: publicUrl.href,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir.replace(/\/panel$/, ''),
      CATALOGUE_URL: catalogueUrl.href,
      CATALOGUE_ROOT: catalogueRoot,
      CANCEL: slug,
    },
    stdio: 'ignore',
  })
  return {
    kill: () => void child.kill('SIGKILL'),
    ended: new Promise<void>(done => child.once('exit', () => done())),
  }
}

const slug = process.env['CANCEL']
if (process.argv[1] === here && slug) {
  const { services, close } = await makeServices(readSettings(process.env))
  const pressed = await services.entitlements.cancel(slug, spender)
  if (pressed.kind === 'refused') throw new Error(pressed.why.code)
  await services.operations.ended(pressed.operation.id, 30_000)
  await close()
}
