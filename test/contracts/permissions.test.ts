import { expect } from 'chai'
import { describe, it } from 'mocha'
import { permissions } from '../../contracts/manifest.ts'
import { problemsWith } from '../../contracts/permission-checks.ts'

const right = {
  hosts: ['api.example.com', 'xn--bcher-kva.example', 'a-1.b2.example.co'],
  events: ['message.received', 'conversation.closed'],
  inbox: ['find', 'reply', 'tag', 'close'],
  publicAddress: true,
  pages: [{ id: 'open', title: 'Open', audience: 'public' }],
  storage: 0,
  schedule: '0 6 * * 1-5',
}

/** What is wrong, wherever it is found. */
const problems = (more: object) => {
  const read = permissions.safeParse({ ...right, ...more })
  return read.success
    ? problemsWith(read.data)
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('Permissions in a manifest', () => {
  it('are fine when every one of them can be granted', () => {
    expect(problems({})).to.deep.equal([])
    expect(problems({ schedule: null, pages: [], inbox: undefined })).to.deep.equal([])
  })

  it('name hosts as a name server knows them: no address, scheme, port, path or wildcard', () => {
    for (const host of [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '[::1]',
      '*.example.com',
      'example.com:8443',
      'https://example.com',
      'example.com/a',
      'Example.com',
      'localhost',
      'example..com',
      '-a.example.com',
      'a_b.example.com',
      'example.com.',
      'bücher.example',
    ]) {
      const [said = '', ...more] = problems({ hosts: [host] })
      expect(said, host).to.match(/^hosts.*write the full name of a host in small letters/)
      expect(more, host).to.deep.equal([])
    }
  })

  it('name events and acts that there are, each once', () => {
    expect(problems({ events: ['message.lost'] })).to.deep.equal([
      'events: there is no event "message.lost": there are conversation.opened, message.received, reply.sent, conversation.closed',
    ])
    expect(problems({ events: ['everything'] })).to.deep.equal([
      'events.0: an event is named as "message.received"',
    ])
    expect(problems({ inbox: ['delete'] })).to.deep.equal(['inbox.0: write some of find, reply, tag, close'])
    expect(problems({ inbox: ['tag', 'tag'] })).to.deep.equal(['inbox: "tag" stands there twice'])
  })

  it('name pages by what can stand in an address, each once', () => {
    const page = { title: 'Counts', audience: 'operators' }
    for (const id of ['Counts', 'a', 'my counts', 'a/b', '../x', 'täglich', ''])
      expect(problems({ pages: [{ ...page, id }] }), id).to.deep.equal([
        'pages.0.id: the id stands in the address of the page: write 2 to 40 small letters, digits and hyphens',
      ])
    expect(problems({ pages: [{ ...page, id: 'counts', audience: 'all' }] })).to.deep.equal([
      'pages.0.audience: write "operators" or "public"',
    ])
    const twice = [page, page].map(one => ({ ...one, id: 'counts' }))
    expect(problems({ pages: twice })).to.deep.equal(['pages: two pages have the id "counts"'])
  })

  it('say a schedule that comes some time', () => {
    for (const schedule of ['every day', '60 * * * *', '* * * *', '0 0 31 2 *', '*/0 * * * *'])
      expect(problems({ schedule }), schedule).to.deep.equal([
        `schedule: "${schedule}" is no schedule: write minute, hour, day, month and weekday, as "0 6 * * *", or null`,
      ])
  })
})
