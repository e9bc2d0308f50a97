import { webhookBody } from '../../../contracts/marketplace-api.ts'
import { schemaOf } from './schemas.ts'

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
})

/** What the client area sends by itself, to help desks that take it. */
export const webhooks = {
  event: {
    post: {
      summary: 'Something changed: a hint to read the object again (Standard Webhooks 1.0)',
      parameters: [
        header('webhook-id', 'The event’s id: the same one at each attempt'),
        header('webhook-timestamp', 'When this attempt was made, in seconds since 1970'),
        header(
          'webhook-signature',
          'One or two signatures, apart by a space: two for a day after a new secret',
        ),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(webhookBody) } } },
      responses: {
        '2XX': { description: 'It is taken' },
        410: { description: 'It will never be taken: it is not sent again' },
        default: { description: 'It is sent again later, for about three days' },
      },
    },
  },
}
