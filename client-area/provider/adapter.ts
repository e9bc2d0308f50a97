import type { Adapter, AdapterPayload, ClientMetadata } from 'oidc-provider'
import { type Licences, returnAddresses } from '../accounts/licences.ts'
import type { Issued } from '../db/issued.ts'

/** Gives the provider its memory: clients are the licences, all else is what it issued. */
export const adapterOver = (issued: Issued, licences: Licences) => (model: string) =>
  model === 'Client' ? clients(licences) : things(issued, model)

const things = (issued: Issued, model: string): Adapter => ({
  upsert: (id, payload, seconds) => issued.put(model, id, payload, seconds),
  find: async id => payloadOf(await issued.find(model, id)),
  findByUid: async uid => payloadOf(await issued.findByUid(model, uid)),
  findByUserCode: () => Promise.resolve(undefined),
  consume: id => issued.consume(model, id),
  destroy: id => issued.remove(model, id),
  revokeByGrantId: grantId => issued.removeOfGrant(grantId),
})

const payloadOf = (payload: object | undefined): AdapterPayload | undefined => payload && { ...payload }

const readOnly = () => Promise.reject(new Error('Clients are made by issuing a licence'))

const clients = (licences: Licences): Adapter => ({
  async find(clientId) {
    const licence = await licences.findByClient(clientId)
    const secrets = licence && (await licences.secretsOf(licence.id))
    return licence && secrets && metadataOf(clientId, secrets.clientSecret, licence.panel)
  },
  upsert: readOnly,
  findByUid: () => Promise.resolve(undefined),
  findByUserCode: () => Promise.resolve(undefined),
  consume: readOnly,
  destroy: readOnly,
  revokeByGrantId: readOnly,
})

const metadataOf = (clientId: string, clientSecret: string, panel: string): ClientMetadata => ({
  client_id: clientId,
  client_secret: clientSecret,
  client_name: panel,
  redirect_uris: [returnAddresses(panel).callback],
  post_logout_redirect_uris: [returnAddresses(panel).afterLogout],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  response_modes: ['query'],
})
