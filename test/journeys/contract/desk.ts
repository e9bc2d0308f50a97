import type { Page } from 'playwright-core'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import { purchasesIn } from '../../../db/purchases.ts'
import { moreAddons } from '../../campaigns/weight/more-addons.ts'
import { purchase } from '../../support/bought.ts'
import { newPage } from '../../support/browser.ts'
import { installChannel, writeTo } from '../../support/inbox.ts'
import { market } from '../../support/market.ts'
import { japanese, payingHelpDesk, plainEnglish } from '../../support/paying.ts'
import { french, german, languagePack } from '../../support/samples.ts'
import { installVersion } from '../../support/updating.ts'

const italian = languagePack('italian', 'it', 'Italiano', { 'layout.sign-out': 'Esci' })
const dutch = languagePack('dutch', 'nl', 'Nederlands', { 'layout.sign-out': 'Afmelden' })
const twice = [german, languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })].flatMap(
  sample => ['1.0.0', '1.1.0'].map(version => ({ ...sample, version })),
)
const again = moreAddons.map(one => ({
  ...one,
  slug: `${one.slug}-too`,
  manifest: { ...one.manifest, name: `${String(one.manifest?.['name'])} too` },
}))

/** A help desk on which every swap can be tried: more than a page of add-ons, purchases, conversations and lines. */
export const deskForSwaps = async () => {
  const shop = await market([
    french,
    italian,
    dutch,
    ...twice,
    japanese,
    plainEnglish,
    ...moreAddons,
    ...again,
  ])
  const desk = await payingHelpDesk(shop)
  const { panel, services } = desk
  await installChannel(panel)
  for (const slug of ['german', 'spanish']) await installVersion(panel, slug, '1.0.0')
  for (let n = 0; n < 60; n++)
    await services.activity.record({
      operatorId: null,
      operator: 'Ada',
      act: 'session.sign-in',
      result: 'done',
    })
  for (let n = 0; n < 30; n++) await writeTo(services.inbox, { subject: `Parcel ${n}` })

  const db = await openDb(services.settings.databaseUrl, migrations)
  for (let n = 0; n < 60; n++)
    await purchasesIn(db.knex).add(
      purchase({ reference: `old-${n}`, addon: 'gone', name: 'Gone', state: 'void' }),
    )

  const page = await newPage()
  await signIn(page, panel.url)
  let letGo = () => {}
  return {
    ...desk,
    shop,
    page,
    knex: db.knex,
    /** answers about archives wait until they are let go */
    hold() {
      const held = new Promise<undefined>(done => (letGo = () => done(undefined)))
      shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    },
    release() {
      shop.behave()
      letGo()
    },
    async stop() {
      await page.context().close()
      await db.close()
      await desk.stop()
      await shop.close()
    },
  }
}
export type Desk = Awaited<ReturnType<typeof deskForSwaps>>

const signIn = async (page: Page, url: string) => {
  await page.goto(`${url}/sign-in`)
  await page.fill('[name=email]', 'ada@example.com')
  await page.fill('[name=password]', 'demo-password')
  await page.click('main button')
  await page.waitForURL(`${url}/addons`)
}
