import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from '../config/root.ts'
import { addresses, grids } from '../routes/paths.ts'
import { filesEnding, isTest, readSources, type Source, textOf } from './support/sources.ts'

const sources = readSources().filter(source => !isTest(source))
const shelfOf = (path: string) => path.split('/')[0] ?? ''
const shelf = (name: string) => sources.filter(({ path }) => shelfOf(path) === name)

/** Which of our shelves a shelf reaches for, as sentences about those it may not. */
const strangers = (name: string, allowed: string[]) =>
  shelf(name).flatMap(({ path, imports }) =>
    imports
      .filter(one => one.isOurs && !allowed.some(other => other === one.from || other === shelfOf(one.from)))
      .map(({ from }) => `${path} imports ${from}`),
  )

const importersOf = (name: string) =>
  sources.filter(({ imports }) => imports.some(({ from }) => from === name))
const outside = (list: Source[], allowed: RegExp) =>
  list.map(({ path }) => path).filter(path => !allowed.test(path))

describe('The house', () => {
  it('lets contracts lean on nothing of ours', () => {
    expect(strangers('contracts', ['contracts'])).to.deep.equal([])
  })

  it('lets the marketplace lean on contracts only', () => {
    expect(strangers('marketplace', ['marketplace', 'contracts'])).to.deep.equal([])
  })

  it('lets stores and gateways lean on the marketplace, not on each other', () => {
    const domain = ['marketplace', 'contracts']
    expect(strangers('db', ['db', ...domain])).to.deep.equal([])
    expect(strangers('gateways', ['gateways', ...domain])).to.deep.equal([])
  })

  it('lets routes lean on the marketplace, never on stores or gateways', () => {
    const wired = ['config/root.ts', 'config/settings.ts']
    expect(strangers('routes', ['routes', 'marketplace', 'contracts', ...wired])).to.deep.equal([])
  })

  it('lets the runner of add-on code lean on contracts only, and nothing lean on the runner', () => {
    expect(strangers('runner', ['runner', 'contracts'])).to.deep.equal([])
    const reached = sources
      .filter(({ path }) => shelfOf(path) !== 'runner')
      .flatMap(({ path, imports }) =>
        imports.filter(({ from }) => shelfOf(from) === 'runner').map(() => path),
      )
    expect(reached).to.deep.equal([])
    for (const name of ['quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'])
      expect(outside(importersOf(name), /^runner\//), name).to.deep.equal([])
  })

  it('lets views be data: they import nothing', () => {
    expect(shelf('views').flatMap(({ imports }) => imports)).to.deep.equal([])
  })

  it('keeps the client area and the catalogue apart from the panel and from each other', () => {
    expect(strangers('client-area', ['client-area', 'contracts'])).to.deep.equal([])
    expect(strangers('catalogue', ['catalogue', 'contracts'])).to.deep.equal([])
    const reached = sources
      .filter(({ path }) => !/^(client-area|catalogue|cli)\//.test(path))
      .flatMap(({ path, imports }) => imports.map(({ from }) => `${path} imports ${from}`))
      .filter(line => /imports (client-area|catalogue)\//.test(line))
    expect(reached).to.deep.equal([])
  })

  it('knows express in routes only, and knex in db only', () => {
    const web = ['express', 'express-session', 'nunjucks', 'passport', 'passport-oauth2', 'helmet']
    for (const name of web)
      expect(outside(importersOf(name), /^(client-area\/)?(routes\/|views\.ts$)/), name).to.deep.equal([])
    for (const name of ['knex', 'sqlite3', 'pg'])
      expect(outside(importersOf(name), /^(client-area\/)?db\//), name).to.deep.equal([])
  })

  it('loads the OpenID Connect provider in the client area only', () => {
    expect(outside(importersOf('oidc-provider'), /^client-area\//)).to.deep.equal([])
  })

  it('reads the environment in the settings of each program only', () => {
    const reading = sources.filter(({ text }) =>
      /\bprocess\.env\b|\benv\b[^;\n]*from 'node:process'/.test(text),
    )
    const allowed =
      /^(config\/(settings|environment)|client-area\/(settings|environment)|catalogue\/settings)\.ts$/
    expect(outside(reading, allowed)).to.deep.equal([])
  })

  it('gives the marketplace no clock: time comes in as now()', () => {
    const clocks = shelf('marketplace').filter(({ text }) =>
      /\bDate\.now\(|\bnew Date\(\)|\bDate\(\)/.test(text),
    )
    expect(outside(clocks, /^$/)).to.deep.equal([])
  })

  it('keeps a migration as it was: it imports nothing of ours but types', () => {
    const leaning = sources
      .filter(({ path }) => /\/migrations\/\d/.test(path))
      .flatMap(({ path, imports }) =>
        imports.filter(one => one.isOurs && !one.isType).map(({ from }) => `${path} imports ${from}`),
      )
    expect(leaning).to.deep.equal([])
  })

  it('numbers migrations without gap, and lists them all', () => {
    for (const folder of ['db/migrations', 'client-area/db/migrations']) {
      const files = filesEnding(/^\d{3}-.*\.ts$/, folder)
      const listed = textOf(`${folder}/index.ts`)
      for (const [i, file] of files.toSorted().entries()) {
        expect(file).to.match(new RegExp(`/${String(i + 1).padStart(3, '0')}-`))
        expect(listed).to.include(file.slice(folder.length + 1))
      }
    }
  })

  it('gives each file in routes a noun that another shelf knows', () => {
    const plumbing = ['index', 'paths', 'services', 'views', 'forms']
    const nouns = filesEnding(/\.ts$/, 'routes')
      .map(path => /^routes\/([^/]+)\.ts$/.exec(path)?.[1])
      .filter(noun => noun !== undefined && !plumbing.includes(noun))
    const unknown = nouns.filter(
      noun =>
        ![`views/${noun}`, `marketplace/${noun}.ts`, `db/${noun}.ts`].some(path =>
          existsSync(join(root, path)),
        ),
    )
    expect(unknown).to.deep.equal([])
  })

  it('takes every address from the one table', () => {
    const tables = [addresses, ...Object.values(grids)]
    const patterns = tables
      .flatMap(table => Object.values<{ pattern: string }>(table))
      .map(one => one.pattern)
    const written = patterns.filter(pattern => pattern.length > 1 && !pattern.includes(':'))
    const repeating = shelf('routes')
      .filter(({ path }) => path !== 'routes/paths.ts')
      .flatMap(({ path, text }) =>
        written.filter(pattern => text.includes(`'${pattern}'`)).map(pattern => `${path} spells ${pattern}`),
      )
    expect(repeating).to.deep.equal([])
  })

  it('has no file longer than 200 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 200)
    expect(outside(long, /^$/)).to.deep.equal([])
  })

  it('stands alone: no file points outside the project', () => {
    const away = filesEnding(/\.(ts|mjs|njk|css|js|md|json|sh)$/)
      // the tests hold paths that try to escape, on purpose
      .filter(path => path !== 'package-lock.json' && !/(^|\/)test\//.test(path))
      .flatMap(path =>
        [...textOf(path).matchAll(/(?:\.\.\/)+[\w.-]*/g)].map(([way]) => join(path, '..', way)),
      )
      .filter(place => place.startsWith('..'))
    expect(away).to.deep.equal([])
  })
})
