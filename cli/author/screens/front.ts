import type { Message } from '../../../marketplace/inbox.ts'
import { hasSettings } from '../../../marketplace/settings.ts'
import { limits } from '../../../contracts/runner.ts'
import type { Bench } from '../bench.ts'
import { type Html, html } from './html.ts'
import { tableHtml } from './page.ts'

export interface Standing {
  bench: Bench
  /** what is wrong with the files as they are now */
  problems: readonly string[]
  moves: number
  publicUrl: string
}

/** The first page: everything that there is to try and to see. */
export const frontHtml = async ({ bench, problems, moves, publicUrl }: Standing): Promise<Html> => {
  const { name, version, slug, settings, permissions } = bench.desk.release()?.manifest ?? unread
  const needsSetUp = (await bench.unfinished()).has(slug)
  const since = new Date(Date.now() - 86_400_000).toISOString()
  const notices = await bench.notices.since(since)
  return html`<div data-moves="${moves}">
<h1>${name} ${version}</h1>
${problems.length > 0 && html`<p class="notice bad">${problems.join('\n')}</p>`}
${bench.desk.trouble() && html`<p class="notice bad">It does not run. ${bench.desk.trouble()}</p>`}
${needsSetUp && html`<p class="notice">It needs set-up before it runs: <a href="/settings">fill in its settings</a>.</p>`}
${notices.map(({ tone, text }) => html`<p class="notice ${tone === 'warning' && 'bad'}">${text}</p>`)}
<p>${hasSettings(settings) && html`<a href="/settings">Settings</a> · `}${permissions?.pages.map(page => html`<a href="${page.audience === 'public' ? `${publicUrl}/${page.id}` : `/pages/${page.id}`}">${page.title}</a> · `)}<a href="/">Look again</a></p>
<form method="post" action="/reload"><button>Load it anew</button></form>
${await inboxHtml(bench)}
${permissions?.publicAddress && addressHtml(publicUrl)}
${permissions?.schedule && scheduleHtml(permissions.schedule)}
${await doingHtml(bench, slug)}
</div>`
}

const unread = { name: 'This add-on', version: '', slug: '', settings: undefined, permissions: undefined }

const inboxHtml = async ({ inbox }: Bench) => {
  const { conversations } = await inbox.list({ words: '', state: 'all', channel: '', tag: '' }, 1)
  const row = (one: (typeof conversations)[number]) => [
    html`<a href="/conversations/${one.id}">${one.subject || one.customer.name || one.key}</a>`,
    `${one.state}${one.tags.length > 0 ? `, ${one.tags.join(', ')}` : ''}`,
    `${authorOf(one.latest)}: ${one.latest.text.slice(0, 120)}`,
    stateOf(one.latest),
  ]
  return html`<section><h2>Inbox</h2>
${conversations.length > 0 ? tableHtml('Conversations', ['customer', 'state', 'latest message', 'its state'], conversations.map(row)) : html`<p>No customer has written yet.</p>`}
<h3>Write as a customer</h3>
<form method="post" action="/customers">
<label>Name <input name="name" value="Ann" required></label>
<label>Message <textarea name="text" rows="3" required></textarea></label>
<button>Send it to the inbox</button></form></section>`
}

export const authorOf = ({ author }: Message) =>
  author.kind === 'customer' ? author.name || 'customer' : author.name

export const stateOf = ({ state, why }: Message) => (why ? `${state}: ${why}` : state)

const addressHtml = (publicUrl: string) => html`<section><h2>Public address</h2>
<p><a href="${publicUrl}">${publicUrl}</a></p>
<form method="post" action="/ask">
<label>Method <select name="method"><option>POST</option><option>GET</option><option>PUT</option><option>DELETE</option></select></label>
<label>Path and query <input name="path" value="/in"></label>
<label>Headers, one a line <textarea name="headers" rows="2">content-type: application/json</textarea></label>
<label>Body <textarea name="body" rows="3"></textarea></label>
<button>Ask it</button></form></section>`

const scheduleHtml = (schedule: string) => html`<section><h2>Schedule</h2>
<p>It is called at ${schedule} (minute, hour, day, month, weekday; UTC).</p>
<form method="post" action="/schedule"><button>Call it now</button></form></section>`

const doingHtml = async (bench: Bench, slug: string) => {
  const doing = await bench.doing(slug)
  const lines = bench.log(slug).slice(-60).toReversed()
  const time = (at: string) => at.slice(11, 19)
  const asked = bench.asked.toReversed().map(one => [time(one.at), one.method, one.url, one.body, one.told])
  const kept = await bench.storage.list({ addon: slug, generation: 1 }, '', limits.value)
  return html`<section><h2>What it does</h2>
${doing && html`<p>${doing.calls} calls, ${doing.failures} failures, ${Math.round(doing.cpu)} ms of time, ${Math.round(doing.memory / 1024)} KB of memory.</p>`}
${doing?.lastError && html`<p class="notice bad">${time(doing.lastError.at.toISOString())} ${doing.lastError.text}</p>`}
${tableHtml(
  'Log',
  ['time', 'level', 'line'],
  lines.map(({ at, level, text }) => [time(at.toISOString()), level, text]),
)}
${asked.length > 0 && tableHtml('Other servers that it asked', ['time', 'method', 'address', 'body', 'answer'], asked)}
${
  kept &&
  kept.length > 0 &&
  tableHtml(
    'What it keeps',
    ['key', 'value'],
    kept.slice(0, 100).map(({ key, value }) => [key, JSON.stringify(value).slice(0, 500)]),
  )
}
</section>`
}
