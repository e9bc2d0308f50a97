import { score, scoreFacts } from './rules.js'
import { every } from './storage.js'

/** The page "Satisfaction" for operators: a month, or a day. */
export async function resultsPage({ form }, souk) {
  const today = (await souk.now()).slice(0, 10)
  const typed = (form.when ?? '').trim()
  const isRight = /^\d{4}-\d\d(-\d\d)?$/.test(typed)
  const when = isRight ? typed : today.slice(0, 7)
  const found = (await every(souk, `mark ${when}${when.length === 7 ? '-' : ' '}`)).map(({ value }) => value)
  return {
    title: 'Satisfaction',
    blocks: [
      { kind: 'heading', text: when },
      { kind: 'facts', facts: scoreFacts(score(found)) },
      { kind: 'chart', caption: 'Answers by mark', bars: [5, 4, 3, 2, 1].map(mark => barOf(mark, found)) },
      await remarks(when, souk),
      chooser(typed, typed === '' || isRight),
    ],
  }
}

const barOf = (mark, found) => ({ label: String(mark), value: found.filter(one => one === mark).length })

async function remarks(when, souk) {
  try {
    const found = await souk.storage.list(`remark ${when}${when.length === 7 ? '-' : ' '}`)
    if (found.length === 0) return { kind: 'text', text: 'Nobody added a remark.' }
    const rows = found.reverse().map(({ key, value }) => [key.split(' ')[1], value.mark, value.remark])
    return {
      kind: 'table',
      caption: 'Remarks, the latest first',
      columns: ['Day', 'Mark', 'Remark'],
      rows: rows.slice(0, 100),
    }
  } catch (error) {
    if (error.code !== 'too large') throw error
    return {
      kind: 'text',
      text: 'There are more remarks than fit on one page. Choose a single day to read them.',
    }
  }
}

const chooser = (value, isRight) => ({
  kind: 'form',
  submit: 'Show',
  fields: [
    {
      type: 'text',
      name: 'when',
      label: 'Month or day',
      help: 'Such as 2026-11 or 2026-11-22.',
      value: value.slice(0, 40),
      ...(!isRight && { error: 'Write a month such as 2026-11, or a day such as 2026-11-22.' }),
    },
  ],
})
