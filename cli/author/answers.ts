import { randomUUID } from 'node:crypto'
import { elsewhere } from './bench.ts'
import { changeSettings } from './bench/settings.ts'
import { outcomeWords } from './bench/words.ts'
import { askHook, askPage } from './addon-answers.ts'
import { triedHtml } from './trying.ts'
import type { Asked, Reply } from './http.ts'
import { conversationHtml } from './screens/conversation.ts'
import { frontHtml } from './screens/front.ts'
import { follow, html, look } from './screens/html.ts'
import { page } from './screens/whole.ts'
import { settingsHtml } from './screens/settings.ts'
import type { About } from './workbench.ts'

type Answer = (asked: Asked, words: string[]) => Reply | Promise<Reply>

const titleOf = ({ bench }: About) => bench.desk.release()?.manifest.name ?? 'This add-on'

/** Every address of the workbench. */
export const answersOf = (about: About) => {
  const { bench } = about
  const slug = () => bench.desk.release()?.manifest.slug ?? ''
  const text = ({ form }: Asked, name: string) => String(form[name] ?? '').trim()

  /** A channel's own customers; a plugin hears of those of another channel. */
  const channel = () => (bench.desk.release()?.manifest.kind === 'channel' ? slug() : elsewhere)
  const write = async (key: string, words: string) => {
    if (words === '') return
    const customer = { name: key, address: '' }
    const message = { externalId: randomUUID(), conversationKey: key, customer, subject: '', text: words }
    await bench.inbox.deliver(channel(), message)
  }

  const table: [string, RegExp, Answer][] = [
    ['GET', /^\/$/, async () => page(`${titleOf(about)} · Workbench`, await frontHtml(standingOf(about)))],
    ['GET', /^\/moves$/, () => ({ status: 200, body: String(about.moves()) })],
    ['GET', /^\/look\.css$/, () => ({ status: 200, headers: { 'content-type': 'text/css' }, body: look })],
    [
      'GET',
      /^\/follow\.js$/,
      () => ({ status: 200, headers: { 'content-type': 'text/javascript' }, body: follow }),
    ],
    ['POST', /^\/reload$/, async () => (await about.reload(), to('/'))],
    [
      'POST',
      /^\/customers$/,
      async asked => (await write(text(asked, 'name') || 'Ann', text(asked, 'text')), to('/')),
    ],
    ['POST', /^\/schedule$/, () => callSchedule(about)],
    ['POST', /^\/ask$/, async asked => page('Answer', await triedHtml(about, asked))],
    ['GET', /^\/settings$/, async () => settingsPage(about, new Map())],
    ['POST', /^\/settings$/, asked => saveSettings(about, asked)],
    ['GET', /^\/conversations\/([\w-]+)$/, async (_, [id = '']) => conversationPage(about, id)],
    [
      'POST',
      /^\/conversations\/([\w-]+)\/(replies|messages|close)$/,
      async (asked, [id = '', what]) => {
        const you = { kind: 'operator', id: '1', name: 'You' } as const
        const one = await bench.inbox.find(id)
        const words = text(asked, 'text')
        if (what === 'close') await bench.inbox.close(id, you)
        else if (what === 'messages' && one) await write(one.key, words)
        else if (words !== '') await bench.inbox.reply(id, { text: words }, you)
        return to(`/conversations/${id}`)
      },
    ],
    ['*', /^\/pages\/([a-z0-9-]+)$/, (asked, [id = '']) => askPage(about, asked, id)],
    [
      '*',
      /^\/hooks\/([a-z0-9-]+)(\/.*)?$/,
      (asked, [name]) => (name === slug() ? askHook(about, asked) : nothing),
    ],
  ]

  return async (asked: Asked): Promise<Reply> => {
    for (const [method, pattern, answer] of table) {
      const found = pattern.exec(asked.path)
      if (found && (method === '*' || method === asked.method)) return answer(asked, found.slice(1))
    }
    return nothing
  }
}

const nothing: Reply = { status: 404, body: 'There is nothing here.\n' }
const to = (location: string): Reply => ({ status: 303, headers: { location } })

const standingOf = (about: About) => ({
  bench: about.bench,
  problems: about.problems(),
  moves: about.moves(),
  publicUrl: about.publicUrl(),
})

const callSchedule = async ({ bench }: About) => {
  const slug = bench.desk.release()?.manifest.slug ?? ''
  const input = { at: new Date().toISOString() }
  const outcome = await bench.call(slug, { entry: 'schedule', name: '', input })
  if (outcome.kind === 'value') return to('/')
  return page('Schedule', html`<p><a href="/">Back</a></p><p class="notice bad">${outcomeWords(outcome)}</p>`)
}

const conversationPage = async ({ bench, moves }: About, id: string) => {
  const one = await bench.inbox.find(id)
  return one
    ? page(one.customer.name || one.key, conversationHtml(one, await bench.inbox.messages(id), moves()))
    : nothing
}

const settingsPage = async (
  { bench }: About,
  errors: ReadonlyMap<string, string>,
  values = bench.desk.installation()?.settings,
) => {
  const { slug = '', settings: schema } = bench.desk.release()?.manifest ?? {}
  const kept = await bench.secrets.names(slug)
  const body = settingsHtml({ schema, values: values ?? {}, kept, errors })
  return page('Settings', body, errors.size > 0 ? 422 : 200)
}

const saveSettings = async (about: About, { form }: Asked) => {
  const errors = await changeSettings(about.bench, form)
  if (errors.size > 0) return settingsPage(about, errors)
  await about.reload()
  return to('/')
}
