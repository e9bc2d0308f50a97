import { expect } from 'chai'
import { readBrowse } from '../../marketplace/browse.ts'
import { filtersFor } from '../../routes/addons/filters.ts'

describe('The order of the grid', () => {
  const sortFor = (query: Record<string, string>) => filtersFor(readBrowse(query), [], key => key).at(-1)

  it('is not sent along while it is the usual one, so that words typed next are sorted by relevance', () => {
    const { value, items } = sortFor({}) ?? { value: 'missing', items: [] }
    expect(value).to.equal('')
    expect(items.find(item => item.text === 'addons.filter.sort.name')?.value).to.equal('')
    expect(readBrowse({ q: 'french', sort: value }).sort).to.equal('relevance')
  })

  it('stays as it was chosen when it is another one', () => {
    expect(sortFor({ q: 'french', sort: 'name' })?.value).to.equal('name')
    expect(sortFor({ sort: 'newest' })?.value).to.equal('newest')
  })
})
