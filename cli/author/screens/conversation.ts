import type { Conversation, MessagePage } from '../../../marketplace/inbox.ts'
import { authorOf, stateOf } from './front.ts'
import { type Html, html } from './html.ts'
import { tableHtml } from './page.ts'

/** One conversation as an operator has it, and as its customer goes on with it. */
export const conversationHtml = (one: Conversation, { messages }: MessagePage, moves: number): Html => {
  const rows = messages.map(message => [authorOf(message), message.text, stateOf(message)])
  return html`<div data-moves="${moves}"><p><a href="/">Back</a></p>
<h1>${one.subject || one.customer.name || one.key}</h1>
<p>${one.state}${one.tags.map(tag => `, ${tag}`)}; key ${one.key}</p>
${tableHtml('Messages', ['from', 'text', 'state'], rows)}
<form method="post" action="/conversations/${one.id}/replies">
<label>Reply as an operator <textarea name="text" rows="3" required></textarea></label><button>Reply</button></form>
<form method="post" action="/conversations/${one.id}/messages">
<label>Go on as the customer <textarea name="text" rows="2" required></textarea></label><button>Send</button></form>
<form method="post" action="/conversations/${one.id}/close"><button>Close</button></form></div>`
}
