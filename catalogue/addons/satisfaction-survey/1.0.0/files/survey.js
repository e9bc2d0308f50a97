import { marks, readAnswer } from './rules.js'

/** The public page behind a link: the question, or thanks. */
export async function surveyPage({ method, query, form }, souk) {
  const id = /^[A-Za-z0-9-]{8,80}$/.test(query.for ?? form.for) ? (query.for ?? form.for) : ''
  const asked = id === '' ? null : await souk.storage.get(`asked ${id}`)
  if (!asked) return gone
  if (query.done === 'yes') return thanks
  if (method !== 'POST') return question(souk, id, form)

  const answer = readAnswer(form)
  if (answer.kind === 'wrong') return question(souk, id, form, answer)
  await keep(souk, id, asked, answer)
  return { redirect: `/survey?for=${id}&done=yes` }
}

/** Keeps the answer in place of an earlier one. */
async function keep(souk, id, asked, { mark, remark }) {
  const day = (await souk.now()).slice(0, 10)
  if (asked.answered) await drop(souk, asked.answered, id)
  await souk.storage.set(`mark ${day} ${id}`, mark)
  if (remark !== '') await souk.storage.set(`remark ${day} ${id}`, { mark, remark })
  await souk.storage.set(`asked ${id}`, { ...asked, answered: day })
}

async function drop(souk, day, id) {
  await souk.storage.delete(`mark ${day} ${id}`)
  await souk.storage.delete(`remark ${day} ${id}`)
}

const question = (souk, id, typed, wrong) => ({
  title: souk.settings.question,
  ...(wrong && { notice: { tone: 'bad', text: wrong.error } }),
  blocks: [
    {
      kind: 'form',
      submit: 'Send answer',
      fields: [
        { type: 'hidden', name: 'for', value: id },
        {
          ...errorOf('mark', wrong),
          type: 'one of',
          name: 'mark',
          label: 'Your mark',
          choices: marks,
          value: typed.mark ?? '',
        },
        {
          ...errorOf('remark', wrong),
          type: 'long text',
          name: 'remark',
          label: 'Anything to add?',
          help: 'You can leave this empty. At most 1,000 characters.',
          value: (typed.remark ?? '').slice(0, 20_000),
        },
      ],
    },
  ],
})

const errorOf = (name, wrong) => (wrong?.field === name ? { error: wrong.error } : {})

const thanks = {
  title: 'Thank you',
  blocks: [{ kind: 'text', text: 'Your answer has arrived. With the same link you can change it.' }],
}

const gone = {
  title: 'This survey is over',
  blocks: [
    { kind: 'text', text: 'The link is not valid, or no longer. There is nothing more to do for you.' },
  ],
}
