import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readMessages } from '../../contracts/language-packs.ts'

const addons = 'catalogue/addons'
const shown = 'views/messages'
const json = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'))

const english: Record<string, string> = Object.assign(
  {},
  ...readdirSync(shown).map(name => json(join(shown, name))),
)
const packs = readdirSync(addons)
  .flatMap(slug => readdirSync(join(addons, slug)).map(version => join(addons, slug, version)))
  .map(folder => ({ folder, file: join(folder, 'files/messages.json') }))
  .filter(({ file }) => existsSync(file))

describe("The catalogue's languages", () => {
  it('are seven releases of six languages', () => {
    expect(packs).to.have.length(7)
  })

  for (const { folder, file } of packs)
    it(`say every message of the panel, with its placeholders: ${folder.slice(addons.length + 1)}`, () => {
      const { problems, warnings, missing } = readMessages(readFileSync(file), english)
      expect({ problems, warnings, missing }).to.deep.equal({ problems: [], warnings: [], missing: 0 })
    })

  for (const { folder, file } of packs)
    it(`are not English in disguise: ${folder.slice(addons.length + 1)}`, () => {
      const messages = json(file)
      const long = Object.entries(english).filter(([, text]) => text.length > 40)
      const same = long.filter(([key, text]) => messages[key] === text)
      expect(same.length / long.length).to.be.below(0.05)
    })
})
