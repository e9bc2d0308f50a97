import { expect } from 'chai'
import { pathsUnder } from '../../routes/paths.ts'
import { browseQuery, isFiltered, readBrowse } from '../../marketplace/browse.ts'

describe("The grid's address", () => {
  it('reads several values, repeated or with commas', () => {
    expect(readBrowse({ kind: 'language,channel' }).kinds).to.deep.equal(['channel', 'language'])
    expect(readBrowse({ state: ['installed', 'due'] }).states).to.deep.equal(['installed', 'due'])
  })
  it('ignores what it does not know', () => {
    const asked = readBrowse({
      kind: 'rocket',
      price: { free: 'x' },
      state: 'gone',
      sort: 'size',
      page: '-3',
      tag: '../x',
    })
    expect(asked).to.deep.equal({ words: '', kinds: [], prices: [], states: [], sort: 'name', page: 1 })
    expect(isFiltered(asked)).to.equal(false)
  })
  it('sorts by relevance when there are words, and by name without', () => {
    expect(readBrowse({ q: 'french' }).sort).to.equal('relevance')
    expect(readBrowse({}).sort).to.equal('name')
  })
  it('writes the same question back without its defaults', () => {
    const asked = readBrowse({ q: ' French ', kind: 'language', sort: 'newest', page: '3' })
    const address = new URL(pathsUnder('').withQuery('http://127.0.0.1/addons', browseQuery(asked)))
    expect(readBrowse(Object.fromEntries(address.searchParams))).to.deep.equal(asked)
    expect(browseQuery(readBrowse({ sort: 'name' })).sort).to.equal(undefined)
  })
  it('cuts endless words', () => {
    expect(readBrowse({ q: 'x'.repeat(10_000) }).words).to.have.length(200)
  })
})
