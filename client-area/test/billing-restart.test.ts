import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { readSettings } from '../settings.ts'
import { startClientArea } from '../start.ts'
import { actsOn } from './billing-acts.ts'
import { ledgerBench, secretKey } from './billing-ground.ts'

describe('A client area that starts after its process was killed at the charge', () => {
  eachDatabaseUrl((_, freshUrl) => {
    for (const trouble of ['dies before', 'dies after'] as const)
      it(`knows what became of the purchase before it answers anybody: it ${trouble} the charge`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'souk-restart-'))
        const databaseUrl = await freshUrl()
        const bench = await ledgerBench(databaseUrl)
        const acts = actsOn(bench)
        const buyer = await bench.buyer()
        const struck = bench.trouble(trouble)
        void acts.buy(buyer, await bench.sell({ monthly: 400 }))
        await struck

        const area = await startClientArea(
          readSettings({
            CLIENT_AREA_DATA_DIR: folder,
            CLIENT_AREA_DATABASE_URL: databaseUrl,
            CLIENT_AREA_SECRET_KEY: secretKey,
            CLIENT_AREA_PORT: '0',
            CLIENT_AREA_LOG_LEVEL: 'silent',
          }),
          bench.now,
        )
        expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['paid'])
        expect(await acts.charges(buyer)).to.deep.equal([400])
        await acts.expectBalance()
        await area.stop()
        await bench.close()
        rmSync(folder, { recursive: true, force: true })
      })
  })
})
