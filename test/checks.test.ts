import { expect } from 'chai'
import { runNode } from './support/programs.ts'

describe('The sources', () => {
  it('pass types, lint and format', async function () {
    this.timeout(120_000)
    const { code, out, err } = await runNode(['setup/check.mjs'])
    if (code !== 0) throw new Error(err)
    expect(out.trim().split('\n')).to.deep.equal(['Types: fine', 'Lint: fine', 'Format: fine'])
  })
})
