import { expect } from 'chai'
import { inboxActs, type Permissions, permissions } from '../../contracts/manifest.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import { areAccepted, nameOf, widenings } from '../../marketplace/updates/widening.ts'

const rights = (more: Partial<Permissions>): Permissions => ({ ...noRights, ...more })
const page = (audience: 'operators' | 'public', title = 'Answers') => ({ id: 'answers', title, audience })

const names = (accepted: Permissions | undefined, wanted: Permissions | undefined) =>
  widenings(accepted, wanted).map(nameOf)

describe('Rights that a newer release asks for', () => {
  const rows: [string, Partial<Permissions>, Partial<Permissions>, string[]][] = [
    ['are none where it asks for the same', { hosts: ['a.example'] }, { hosts: ['a.example'] }, []],
    ['are none where it asks for less', { hosts: ['a.example'], storage: 10, schedule: '0 6 * * *' }, {}, []],
    [
      'are each host by itself',
      { hosts: ['a.example'] },
      { hosts: ['b.example', 'a.example', 'c.example'] },
      ['host:b.example', 'host:c.example'],
    ],
    ['are events', {}, { events: ['reply.sent'] }, ['event:reply.sent']],
    ['are a public address', {}, { publicAddress: true }, ['public-address']],
    ['are pages', {}, { pages: [page('operators')] }, ['page:answers:operators']],
    [
      'are a page that everybody may see now',
      { pages: [page('operators')] },
      { pages: [page('public')] },
      ['page:answers:public'],
    ],
    [
      'are not a page that fewer may see, or that has another title',
      { pages: [page('public')] },
      { pages: [page('operators', 'Replies')] },
      [],
    ],
    ['are more storage', { storage: 10 }, { storage: 20 }, ['storage:20']],
    ['are another schedule', { schedule: '0 6 * * *' }, { schedule: '* * * * *' }, ['schedule:*_*_*_*_*']],
  ]
  for (const [title, accepted, wanted, expected] of rows)
    it(title, () => {
      expect(names(rights(accepted), rights(wanted))).to.deep.equal(expected)
    })

  it('are found in everything that a manifest can ask for', () => {
    const all: Permissions = {
      hosts: ['a.example'],
      events: ['reply.sent'],
      inbox: [...inboxActs],
      publicAddress: true,
      pages: [page('public')],
      storage: 1,
      schedule: '0 6 * * *',
    }
    // a right that is added to the manifest has to be compared too, or an update would get it without a word
    expect(Object.keys(all)).to.have.members(Object.keys(permissions.shape))
    for (const [name, wanted] of Object.entries(all)) {
      const given = permissions.parse({ ...noRights, [name]: wanted })
      expect(widenings(noRights, given), name).to.have.length(name === 'inbox' ? inboxActs.length : 1)
    }
  })

  it('are all of them where nobody knows what was accepted', () => {
    expect(names(undefined, rights({ hosts: ['a.example'], storage: 1 }))).to.deep.equal([
      'host:a.example',
      'storage:1',
    ])
    expect(names(rights({ storage: 1 }), undefined)).to.deep.equal([])
  })

  it('are accepted each by its name, and by no other', () => {
    const wanted = widenings(rights({ storage: 10 }), rights({ storage: 20, hosts: ['a.example'] }))
    expect(areAccepted(wanted, ['host:a.example', 'storage:20'])).to.equal(true)
    expect(areAccepted(wanted, ['storage:20', 'host:a.example', 'event:reply.sent'])).to.equal(true)
    for (const given of [
      [],
      ['storage:20'],
      ['host:a.example', 'storage:10'],
      ['yes'],
      ['host:b.example', 'storage:20'],
    ])
      expect(areAccepted(wanted, given), given.join()).to.equal(false)
    expect(areAccepted([], [])).to.equal(true)
  })
})
