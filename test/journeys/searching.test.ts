import { expect } from 'chai'
import { describe, it } from 'mocha'
import { atPanelWith, holding } from '../support/in-place.ts'
import { listenOn } from '../support/keyboard.ts'
import { until } from '../support/programs.ts'
import { french, german, languagePack } from '../support/samples.ts'

const many = Array.from({ length: 26 }, (_, i) => languagePack(`many-${i}`, 'eo', 'Esperanto', {}))

describe('Searching in place', function () {
  this.timeout(60_000)
  const { at, arrive, stayed, search, cards, counted, heading, isOnePage } = atPanelWith([
    french,
    german,
    ...many,
  ])

  it('keeps what is typed, the caret and the last answer, however late the first one comes', async () => {
    const page = await arrive('/addons')
    const early = await holding(page, request => /q=ger&/.test(request.url()))
    await search().pressSequentially('ger')
    await until(
      () => early.asked.length,
      () => 'the first search',
    )
    await search().pressSequentially('man')
    for (let i = 0; i < 2; i++) await search().press('ArrowLeft')
    await counted('1 add-on')
    early.release()
    await early.settled()
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
    expect(await cards()).to.deep.equal(['German'])
    expect(await search().inputValue()).to.equal('german')
    expect(await page.evaluate('document.activeElement.id + document.activeElement.selectionStart')).to.equal(
      'q4',
    )
    expect(page.url()).to.contain('q=german')
    expect(await stayed()).to.equal(true)
  })

  it('lets nobody’s typing be overwritten by an answer to fewer letters', async () => {
    const page = await arrive('/addons')
    const late = await holding(page, request => /q=french&/.test(request.url()))
    await search().pressSequentially('french')
    await until(
      () => late.asked.length,
      () => 'the search',
    )
    late.release()
    await search().pressSequentially('ey')
    await late.settled()
    await page.waitForURL(/q=frenchey&/)
    expect(await search().inputValue()).to.equal('frenchey')
    await counted('No add-ons')
  })

  it('is one step back from what was typed, and one for each choice', async () => {
    const page = await arrive('/profile')
    await page.goto(`${at().panel.url}/addons`)
    await search().pressSequentially('french', { delay: 150 })
    await counted('1 add-on')
    await page.waitForURL(/q=french&/)
    await page.getByText('Filters and order').click()
    await page.getByLabel('Kind').selectOption('plugin')
    await counted('No add-ons')
    await page.waitForURL(/kind=plugin/)

    await page.goBack()
    await counted('1 add-on')
    expect(await search().inputValue()).to.equal('french')
    expect(await page.getByLabel('Kind').inputValue()).to.equal('')
    await isOnePage()
    await page.getByRole('link', { name: 'French' }).click()
    await heading('French')
    await page.goBack()
    await counted('1 add-on')
    await page.goForward()
    await heading('French')
    for (let i = 0; i < 2; i++) await page.goBack()
    await heading('Profile')
  })

  it('turns the page of a long list, starts reading at its top, and comes back', async () => {
    const page = await arrive('/addons?q=many')
    const { focused } = await listenOn(page)
    await page.getByRole('link', { name: 'Next' }).click()
    await page.waitForURL(/page=2/)
    await page.getByText('Page 2 of 2', { exact: true }).waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).to.equal('H1')
    await until(
      async () => (await focused()).join() === 'H1',
      () => 'focus on the heading',
    )
    expect(await cards()).to.have.lengthOf(2)
    await page.goBack()
    await page.getByText('Page 1 of 2', { exact: true }).waitFor()
    expect(await cards()).to.have.lengthOf(24)
    await page.goForward()
    await page.getByText('Page 2 of 2', { exact: true }).waitFor()
    await isOnePage()
    expect(await stayed()).to.equal(true)
  })
})
