import { operations } from './api/operations.ts'
import { described } from './openapi/operations.ts'
import { schemas } from './openapi/schemas.ts'
import { webhooks } from './openapi/webhooks.ts'

/** The marketplace API in OpenAPI 3.1, made from the operations that answer and the schemas both sides check against. */
export const openApi = (url: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Souk marketplace API',
    version: '1',
    description:
      'What a help desk asks of the client area. Each answer is about the licence whose OAuth client the access token was given to; anybody else’s object is not found. Amounts are in the currency’s minor unit, times in UTC.',
  },
  servers: [{ url: `${url}/api/v1` }],
  components: {
    securitySchemes: {
      login: { type: 'openIdConnect', openIdConnectUrl: `${url}/.well-known/openid-configuration` },
    },
    schemas: schemas(),
  },
  paths: paths(),
  webhooks,
})

const paths = () => {
  const all: Record<string, Record<string, ReturnType<typeof described>>> = {}
  for (const operation of operations)
    all[operation.path] = { ...all[operation.path], [operation.method]: described(operation) }
  return all
}
