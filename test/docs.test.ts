import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'
import { root } from '../config/root.ts'
import { permissionNames } from '../marketplace/permissions.ts'
import { runNode } from './support/programs.ts'
import { filesEnding, textOf } from './support/sources.ts'

const pages = filesEnding(/\.md$/).filter(path => /^(docs\/|README|CHANGELOG)/.test(path))

describe('The documents', () => {
  it('tell every setting as the programs read it', async () => {
    const { code, err } = await runNode(['setup/docs.mjs', '--check'])
    expect(err).to.equal('')
    expect(code).to.equal(0)
  })

  it('link only to what is there', () => {
    const missing = pages.flatMap(page =>
      [...textOf(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter(target => !/^https?:/.test(target))
        .filter(target => !existsSync(join(root, normalize(join(dirname(page), target)))))
        .map(target => `${page} links to ${target}`),
    )
    expect(missing).to.deep.equal([])
  })

  it('name only files of ours that exist', () => {
    const named =
      /`((?:config|routes|views|marketplace|gateways|db|client-area|catalogue|cli|contracts|test|setup)\/[\w./-]*)`/g
    const missing = pages.flatMap(page =>
      [...textOf(page).matchAll(named)]
        .map(([, path = '']) => path)
        .filter(path => !existsSync(join(root, path)))
        .map(path => `${page} names ${path}`),
    )
    expect(missing).to.deep.equal([])
  })

  it('name only commands that exist', async () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    for (const page of pages)
      for (const [, name = ''] of textOf(page).matchAll(/`npm run ([\w:-]+)/g))
        expect(scripts, `${page}: npm run ${name}`).to.have.property(name)
    for (const [program, file] of [
      ['souk-vendor', 'cli/souk-vendor.mjs'],
      ['souk-addon', 'cli/souk-addon.mjs'],
      ['souk', 'cli/souk.mjs'],
    ] as const) {
      const { out } = await runNode([file, '--help'])
      for (const page of pages)
        for (const [, words = ''] of textOf(page).matchAll(
          new RegExp(`npx ${program} ([a-z-]+(?: [a-z-]+)?)`, 'g'),
        ))
          expect(out, `${page}: ${program} ${words}`).to.match(
            new RegExp(`^Usage: ${program} (${words}|${words.split(' ')[0]})\\b`, 'm'),
          )
    }
  })

  it('keep the README to one screen', () => {
    expect(textOf('README.md').split('\n').length).to.be.below(60)
  })

  it('number the decisions without gap', () => {
    const numbers = filesEnding(/^\d{3}-.*\.md$/, 'docs/decisions').map(path =>
      Number(/\/(\d{3})-/.exec(path)?.[1]),
    )
    expect(numbers.toSorted((a, b) => a - b)).to.deep.equal(numbers.map((_, i) => i + 1))
  })

  it('say of every dependency why it is there', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> }
    const paper = textOf('docs/decisions/007-dependencies.md')
    const named = Object.keys(dependencies).filter(name => !paper.includes(name.replace('htmx.org', 'htmx')))
    expect(named).to.deep.equal([])
  })

  it('have a name for every permission', () => {
    const messages = filesEnding(/\.json$/, 'views/messages')
      .map(textOf)
      .join('')
    for (const name of permissionNames) expect(messages).to.include(`"permissions.${name}"`)
  })
})
