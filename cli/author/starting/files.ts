import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { englishMessages } from '../../../config/messages.ts'
import { root } from '../../../config/root.ts'
import type { Kind } from '../../../contracts/manifest.ts'
import { channelCode, channelManifest, channelReadme } from './channel.ts'
import { iconFor } from './icon.ts'
import { pluginCode, pluginManifest, pluginReadme } from './plugin.ts'

export interface Wish {
  name: string
  slug: string
  kind: Kind
  author: { id: string; name: string }
  /** of a language */
  code: string
}

/** The files of a new add-on, below its own folder: its first release, and what helps an editor. */
export const startingFiles = (wish: Wish): Map<string, string | Buffer> => {
  const release: [string, string | Buffer][] = [
    ['manifest.json', asJson(manifestOf(wish))],
    ['README.md', readmes[wish.kind](wish.name)],
    ['CHANGES.md', '# 1.0.0\n\nThe first version.\n'],
    ['icon.png', iconFor(wish.slug, wish.kind)],
    mainOf(wish),
  ]
  return new Map([
    ...release.map(([path, content]) => [`1.0.0/${path}`, content] as const),
    ...(wish.kind === 'language' ? [] : forEditors()),
  ])
}

const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const manifestOf = ({ name, slug, kind, author, code }: Wish) => ({
  slug,
  kind,
  name,
  version: '1.0.0',
  tags: [],
  author,
  licence: 'MIT',
  supports: '>=5.0.0 <6.0.0',
  api: 1,
  security: false,
  ...ownOf(kind, name, code),
})

const ownOf = (kind: Kind, name: string, code: string) => {
  if (kind === 'channel') return channelManifest
  if (kind === 'plugin') return pluginManifest
  return {
    summary: `The panel in ${name}.`.slice(0, 160),
    language: { code, direction: directionOf(code), name },
  }
}

const rightToLeft = new Set(['ar', 'fa', 'he', 'ps', 'ur', 'yi', 'dv', 'ckb', 'sd', 'ug'])
const directionOf = (code: string) => (rightToLeft.has(code.split('-')[0] ?? '') ? 'rtl' : 'ltr')

const readmes: Record<Kind, (name: string) => string> = {
  channel: channelReadme,
  plugin: pluginReadme,
  language: name => `The panel's text in ${name}.\n`,
}

const mainOf = ({ kind }: Wish): [string, string] => {
  if (kind === 'language') return ['files/messages.json', asJson(englishMessages())]
  return ['files/main.js', kind === 'channel' ? channelCode : pluginCode]
}

const types = join(root, 'addon-api')

/** Beside the release, not in it: an editor then knows what `souk` can do. */
const forEditors = (): [string, string][] => [
  ...readdirSync(types).map((name): [string, string] => [name, readFileSync(join(types, name), 'utf8')]),
  [
    'jsconfig.json',
    asJson({
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023'],
        module: 'esnext',
        moduleResolution: 'bundler',
        checkJs: true,
        strict: true,
        noEmit: true,
        types: [],
      },
      include: ['*/files/**/*.js'],
    }),
  ],
]
