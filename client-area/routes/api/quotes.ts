import { quoteReply, quoteRequest } from '../../../contracts/marketplace-api.ts'
import { operation, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const askQuotes = operation({
  ...plain,
  id: 'askQuotes',
  method: 'post',
  path: '/quotes',
  summary: 'What one add-on costs this licence now, in every cycle it is sold in',
  scope: 'purchases',
  ownerOnly: true,
  limited: 'quotes',
  body: quoteRequest,
  reply: { description: 'One quote for each cycle, shortest first', schema: quoteReply },
  problems: ['not_found', 'licence_inactive', 'already_entitled'],
  async answer({ licence, body, services: { billing } }) {
    const quoting = await billing.marketplace.quote(licence, body)
    switch (quoting.kind) {
      case 'quoted':
        return quoting.reply
      case 'unknown add-on':
        throw new ApiProblem('not_found', `No add-on ${body.addon} is sold here.`)
      case 'licence inactive':
        throw new ApiProblem('licence_inactive')
      case 'already entitled':
        throw new ApiProblem('already_entitled')
    }
  },
})

export const quoteOperations = [askQuotes]
