import { z } from 'zod'
import { accountReply, licenceReply, problem } from '../../contracts/marketplace-api.ts'

const json = (schema: z.ZodType, type = 'application/json') => ({
  content: { [type]: { schema: z.toJSONSchema(schema, { target: 'openapi-3.0' }) } },
})

const answers = (description: string, schema: z.ZodType) => ({
  200: { description, ...json(schema) },
  401: {
    description: 'No access token, or one that is not valid',
    ...json(problem, 'application/problem+json'),
  },
  403: { description: 'The token lacks the scope', ...json(problem, 'application/problem+json') },
})

/** The marketplace API in OpenAPI 3.0, made from the schemas that both sides check against. */
export const openApi = (url: string) => ({
  openapi: '3.0.3',
  info: { title: 'Souk marketplace API', version: '1' },
  servers: [{ url: `${url}/api/v1` }],
  security: [{ login: ['marketplace'] }],
  components: {
    securitySchemes: {
      login: { type: 'openIdConnect', openIdConnectUrl: `${url}/.well-known/openid-configuration` },
    },
  },
  paths: {
    '/account': {
      get: {
        summary: 'Who is logged in, and the accounts behind that login',
        responses: answers('The person', accountReply),
      },
    },
    '/licence': {
      get: {
        summary:
          'The licence of the help desk that the token was given to; `account` is set when the caller owns it',
        responses: answers('The licence', licenceReply),
      },
    },
  },
})
