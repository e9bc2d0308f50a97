import { Router } from 'express'
import { type Licence, readPanelAddress, readWebhookAddress, stateOf } from '../accounts/licences.ts'
import { asLines, settingsLines } from '../settings-lines.ts'
import { readForm } from './middleware/forms.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, notYours, said, type Visit, type Visits } from './visits.ts'

/** What was typed into a licence's form, and what is wrong with it. */
interface Typed {
  licence: string
  field: 'panel' | 'webhook'
  text: string
  problem: string
}

/** Licences with the addresses of their help desks, the settings these need, and the secret that signs webhooks. */
export const licenceRoutes = (services: Services, { reading, changing }: Visits) => {
  const { licences, paths, now } = services

  const showLicences = async (visit: Visit, typed?: Typed) => {
    const owned = await licences.of(visit.accounts.map(({ id }) => id))
    const shown = owned.map(async licence => ({
      ...licence,
      key: (await licences.secretsOf(licence.id))?.key ?? '',
      state: stateOf(licence, now()),
      account: visit.accounts.find(({ id }) => id === licence.accountId)?.name ?? '',
      typed: typed?.licence === licence.id ? typed : null,
    }))
    showPage(services, visit, 'licences/index.njk', {
      title: visit.speech.t('licences.title'),
      section: 'licences',
      said: said(visit, done),
      licences: await Promise.all(shown),
      errors: typed ? { [`${typed.field}-${typed.licence}`]: typed.problem } : {},
    })
  }

  const ownLicence = async (visit: Visit): Promise<Licence> => {
    const licence = await licences.find(named(visit, 'id'))
    const isOwn = visit.accounts.some(({ id }) => id === licence?.accountId)
    if (!licence || !isOwn) throw notYours(visit)
    return licence
  }

  const refuse = (visit: Visit, typed: Typed) => {
    visit.res.status(422)
    return showLicences(visit, typed)
  }

  const readdress = async (visit: Visit) => {
    const licence = await ownLicence(visit)
    const { panel = '' } = readForm(visit.req)
    const address = readPanelAddress(panel.trim())
    if (address === undefined)
      return refuse(visit, {
        licence: licence.id,
        field: 'panel',
        text: panel,
        problem: visit.speech.t('licences.address-wrong', panelExample),
      })
    await licences.readdress(licence.id, address)
    return visit.res.redirect(303, `${paths.licences}?done=address`)
  }

  const setWebhook = async (visit: Visit) => {
    const licence = await ownLicence(visit)
    const { webhook = '' } = readForm(visit.req)
    const address = webhook.trim() === '' ? null : readWebhookAddress(webhook)
    if (address === undefined)
      return refuse(visit, {
        licence: licence.id,
        field: 'webhook',
        text: webhook,
        problem: visit.speech.t('licences.webhook-wrong', webhookExample),
      })
    await licences.setWebhook(licence.id, address)
    return visit.res.redirect(303, `${paths.licences}?done=${address === null ? 'no-webhook' : 'webhook'}`)
  }

  const downloadSettings = async (visit: Visit) => {
    const licence = await ownLicence(visit)
    const secrets = await licences.secretsOf(licence.id)
    if (!secrets) throw notYours(visit)
    const url = services.publicUrl.href.replace(/\/$/, '')
    visit.res
      .attachment(`help-desk-${licence.keyEnd.toLowerCase()}.env`)
      .type('text/plain')
      .send(`${asLines(settingsLines({ licence, secrets }, url)).join('\n')}\n`)
  }

  const askForNewSecret = async (visit: Visit) => {
    const licence = await ownLicence(visit)
    showPage(services, visit, 'licences/webhook-secret.njk', {
      title: visit.speech.t('licences.secret.title'),
      section: 'licences',
      licence,
    })
  }

  const makeNewSecret = async (visit: Visit) => {
    const licence = await ownLicence(visit)
    await licences.rotateSecret(licence.id, now())
    visit.res.redirect(303, `${paths.licences}?done=secret`)
  }

  return Router()
    .get(
      '/licences',
      reading(visit => showLicences(visit)),
    )
    .post('/licences/:id/address', changing(readdress))
    .post('/licences/:id/webhook', changing(setWebhook))
    .post('/licences/:id/settings', changing(downloadSettings))
    .get('/licences/:id/webhook-secret', reading(askForNewSecret))
    .post('/licences/:id/webhook-secret', changing(makeNewSecret))
}

const panelExample = { example: 'https://help.example.com' }
const webhookExample = { example: 'https://help.example.com/webhooks/client-area' }

const done = new Map([
  ['address', 'licences.address-said'],
  ['webhook', 'licences.webhook-said'],
  ['no-webhook', 'licences.webhook-none-said'],
  ['secret', 'licences.secret.said'],
])
