import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../../../contracts/sha256.ts'
import { publishedCatalogue } from '../../support/catalogue.ts'
import type { Change, Forger } from './forging.ts'
import { day, type World } from './world.ts'

/** What the page says after Refresh, with the next step. */
export const says = {
  tampered:
    /not what the vendor signed, so nothing of it was taken over\. The list stays as it was\. Tell the vendor/,
  rollback: /older list than was read before, so nothing of it was taken over\. .* Tell the vendor/,
  expired: /signature has expired\. The list stays as it was; ask the vendor to renew it/,
  away: /cannot be reached now\. You see the list as it was read last; what is installed goes on\. The status page/,
  unreadable: /cannot be read, so nothing of it was taken over\. .* Try again later, or check the address/,
}

export interface Attack {
  sort: string
  title: string
  /** what the vendor rightly does before */
  vendor?: (w: World) => Promise<unknown>
  does: (w: World) => Promise<unknown> | void
  says: RegExp
  /** what the vendor has to do, once the host is the vendor's again, before panels follow again */
  cure?: (w: World) => Promise<unknown>
}

const publishNext = (w: World) => w.publishNext()
const raise =
  (by: number): Change =>
  signed =>
    void (signed.version += by)
const metadata = ({ shop }: World, name: string) => readFile(join(shop.repository, 'metadata', name))

/** Answers a request for one file with other bytes. */
const swap = (w: World, asked: RegExp, bytes: Buffer) =>
  w.shop.misbehave(path => (asked.test(path) ? bytes : undefined))

const forgeWith =
  (names: string[], changes: Parameters<Forger['forge']>[0]) =>
  async ({ forger }: World) =>
    forger.forge(changes, await forger.stolen(...names))

/** The list's own files, of which one holds the add-ons. */
const indexFiles = async ({ shop }: World) => {
  const folder = join(shop.repository, 'targets/index')
  return (await readdir(folder)).map(name => join(folder, name))
}
const rewriteLists = async (w: World, change: (text: string) => string) => {
  for (const file of await indexFiles(w)) await writeFile(file, change(await readFile(file, 'utf8')))
}

let other: Promise<Buffer> | undefined
/** What another vendor, with keys of its own, has signed under the same name. */
const strangers = (name: string) =>
  (other ??= (async () => {
    const catalogue = await publishedCatalogue()
    try {
      return readFileSync(join(catalogue.repository, 'metadata', name))
    } finally {
      await catalogue.close()
    }
  })())

const arbitrary: Attack[] = [
  {
    sort: 'arbitrary software',
    title: 'a list that names another archive than the vendor’s',
    vendor: publishNext,
    does: w => rewriteLists(w, text => text.replaceAll(/"sha256":"[0-9a-f]{4}/g, '"sha256":"0000')),
    says: says.tampered,
  },
  {
    sort: 'arbitrary software',
    title: 'a list signed by keys of the attacker’s own',
    does: async w => swap(w, /timestamp\.json/, await strangers('timestamp.json')),
    says: says.tampered,
  },
  {
    sort: 'arbitrary software',
    title: 'signed files without any signature',
    does: async ({ forger }) => {
      const { signed } = await forger.current('timestamp')
      signed.version += 1
      await forger.write('timestamp.json', JSON.stringify({ signed, signatures: [] }))
    },
    says: says.tampered,
  },
  {
    sort: 'extraneous dependencies',
    title: 'an add-on that was slipped into the list beside the others',
    vendor: publishNext,
    does: w => rewriteLists(w, text => text.replace('"addons":[', '"addons":[{"slug":"needed-too"},')),
    says: says.tampered,
  },
]

const endless: Attack[] = [
  ...['timestamp.json', 'root.json', 'snapshot.json', 'targets.json', 'top.json'].map(name => ({
    sort: 'endless data',
    title: `${name} without an end`,
    vendor: publishNext,
    does: (w: World) => w.shop.misbehave(path => (path.endsWith(name) ? ('endless' as const) : undefined)),
    says: /timestamp|root/.test(name) ? says.unreadable : says.tampered,
  })),
  {
    sort: 'endless data',
    title: 'a part of the list without an end',
    vendor: publishNext,
    does: w =>
      w.shop.misbehave(path => (/targets\/index\/\d+-/.test(path) ? ('endless' as const) : undefined)),
    says: says.tampered,
  },
]

const mirrors: Attack[] = [
  ...([500, 403, 404, 'cut', Buffer.from('<h1>Hello</h1>')] as const).map((way): Attack => {
    const isPage = typeof way !== 'number' && way !== 'cut'
    return {
      sort: 'malicious mirrors',
      title: `a mirror that answers everything with ${isPage ? 'a page' : way}`,
      vendor: publishNext,
      does: w => w.shop.misbehave(path => (/root\.json/.test(path) ? 404 : way)),
      says: isPage ? says.unreadable : says.away,
    }
  }),
  {
    sort: 'malicious mirrors',
    title: 'a mirror that holds one part of the list back',
    vendor: publishNext,
    does: w => w.shop.misbehave(path => (/targets\/index\/\d+-/.test(path) ? 404 : undefined)),
    says: says.away,
  },
  {
    sort: 'malicious mirrors',
    title: 'a mirror that is gone',
    vendor: publishNext,
    does: w => w.shop.misbehave(() => 'cut'),
    says: says.away,
  },
]

const mixed: Attack[] = [
  ...(['snapshot', 'targets'] as const).map((role): Attack => {
    let yesterday: Buffer
    return {
      sort: 'mix-and-match',
      title: `yesterday’s ${role} under today’s name`,
      vendor: async w => {
        yesterday = await metadata(w, `${await w.forger.newest(role)}.${role}.json`)
        await publishNext(w)
      },
      does: w => swap(w, new RegExp(`\\d\\.${role}\\.json`), yesterday),
      says: says.tampered,
    }
  }),
  {
    sort: 'mix-and-match',
    title: 'yesterday’s parts under the names of today’s',
    vendor: async w => {
      yesterdays = await Promise.all((await indexFiles(w)).map(file => readFile(file)))
      await publishNext(w)
    },
    does: w =>
      swap(w, /targets\/index\/\d+-/, yesterdays.toSorted((a, b) => b.length - a.length)[0] ?? Buffer.of()),
    says: says.tampered,
  },
  {
    sort: 'mix-and-match',
    title: 'yesterday’s snapshot under today’s number, with the timestamp key stolen',
    vendor: publishNext,
    does: async w => {
      const today = await w.forger.newest('snapshot')
      const change: Change = ({ meta }) => void (meta['snapshot.json'] = { version: today })
      await forgeWith(['timestamp'], { timestamp: change })(w)
      swap(w, /snapshot\.json/, await metadata(w, `${today - 1}.snapshot.json`))
    },
    says: says.tampered,
    cure: ({ shop }) => shop.rotate('timestamp'),
  },
]
let yesterdays: Buffer[] = []

const rollbacks: Attack[] = [
  {
    sort: 'rollback',
    title: 'yesterday’s timestamp, once today’s was seen',
    vendor: async w => {
      old = await metadata(w, 'timestamp.json')
      await publishNext(w)
      await w.refresh()
    },
    does: w => swap(w, /timestamp\.json/, old),
    says: says.rollback,
  },
  {
    sort: 'rollback',
    title: 'an older list under a new snapshot, with both online keys stolen',
    vendor: async w => {
      await publishNext(w)
      await w.refresh()
    },
    does: forgeWith(['snapshot', 'timestamp'], {
      snapshot: ({ meta }) => void (meta['targets.json'] = { version: 1 }),
    }),
    says: says.rollback,
    cure: w => rotateOnline(w),
  },
  {
    sort: 'rollback',
    title: 'an older snapshot under a new timestamp, with the timestamp key stolen',
    vendor: async w => {
      await publishNext(w)
      await w.refresh()
    },
    does: forgeWith(['timestamp'], {
      timestamp: ({ meta }) => void (meta['snapshot.json'] = { version: 1 }),
    }),
    says: says.rollback,
  },
]
let old: Buffer = Buffer.of()

const rotateOnline = async ({ shop }: World) => {
  for (const key of ['timestamp', 'snapshot']) await shop.rotate(key)
}

const compromised: Attack[] = [
  {
    sort: 'key compromise',
    title: 'a list signed with one of the two keys it takes',
    does: forgeWith(['targets-1', 'snapshot', 'timestamp'], { targets: raise(1) }),
    says: says.tampered,
    cure: rotateOnline,
  },
  {
    sort: 'key compromise',
    title: 'a list signed twice with one key',
    does: async w => {
      await forgeWith(['targets-1', 'snapshot', 'timestamp'], { targets: raise(1) })(w)
      const { signed, signatures } = await w.forger.current('targets')
      const bytes = Buffer.from(JSON.stringify({ signed, signatures: [...signatures, ...signatures] }))
      await w.forger.write(`${signed.version}.targets.json`, bytes)
      const named = { version: signed.version, length: bytes.length, hashes: { sha256: sha256Of(bytes) } }
      const change: Change = ({ meta }) => void (meta['targets.json'] = named)
      await forgeWith(['snapshot', 'timestamp'], { snapshot: change })(w)
    },
    says: says.tampered,
    cure: rotateOnline,
  },
  {
    sort: 'key compromise',
    title: 'a list signed with the online keys',
    does: forgeWith(['snapshot', 'timestamp'], { targets: raise(1) }),
    says: says.tampered,
    cure: rotateOnline,
  },
  {
    sort: 'key compromise',
    title: 'a list signed with keys that were replaced',
    vendor: async w => {
      for (const key of ['targets-1', 'targets-2']) await w.shop.rotate(key)
      await w.refresh()
    },
    does: async w => {
      const all = await w.forger.stolen('targets-1', 'targets-2')
      const gone = all.filter(({ file }) => file.includes('retired'))
      if (gone.length < 2) throw new Error(`${gone.length} keys were replaced`)
      await w.forger.forge({ targets: raise(1) }, [
        ...gone,
        ...(await w.forger.stolen('snapshot', 'timestamp')),
      ])
    },
    says: says.tampered,
    cure: rotateOnline,
  },
  {
    sort: 'key compromise',
    title: 'a timestamp signed with a key that was replaced',
    vendor: async w => {
      await w.shop.rotate('timestamp')
      await w.refresh()
    },
    does: async w => {
      const gone = (await w.forger.stolen('timestamp')).filter(({ file }) => file.includes('retired'))
      await w.forger.forge({}, gone)
    },
    says: says.tampered,
  },
  ...(
    [
      ['a new root signed with one of the two keys it takes', ['root-1'], () => {}],
      [
        'a new root that one key is enough for',
        ['root-1'],
        ({ roles }) => void (roles.targets.threshold = 1),
      ],
      [
        'a new root signed with every key but those of the root',
        ['targets-1', 'targets-2', 'targets-3', 'snapshot', 'timestamp'],
        () => {},
      ],
    ] as [string, string[], Parameters<Forger['forgeRoot']>[0]][]
  ).map(
    ([title, keys, change]): Attack => ({
      sort: 'key compromise',
      title,
      does: async ({ forger }) => forger.forgeRoot(change, await forger.stolen(...keys)),
      says: says.tampered,
    }),
  ),
]

const freezes: Attack[] = [
  {
    sort: 'indefinite freeze',
    title: 'the same signed list for longer than it is good for',
    does: async w => {
      const kept = await w.shop.remember()
      await publishNext(w)
      await kept()
      w.ahead(8 * day)
    },
    // the host's own clock is that of the test
    says: /signature has expired|clock is far from the catalogue/,
  },
  {
    sort: 'indefinite freeze',
    title:
      'a new timestamp for an old snapshot, for longer than that is good for, with the timestamp key stolen',
    does: async w => {
      await forgeWith(['timestamp'], {
        timestamp: signed => void (signed.expires = '2099-01-01T00:00:00Z'),
      })(w)
      w.ahead(8 * day)
    },
    says: /signature has expired|clock is far from the catalogue/,
    cure: ({ shop }) => shop.rotate('timestamp'),
  },
]

export const attacksOnRefresh = [
  ...arbitrary,
  ...endless,
  ...mirrors,
  ...mixed,
  ...rollbacks,
  ...compromised,
  ...freezes,
]
