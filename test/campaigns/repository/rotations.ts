import { rm } from 'node:fs/promises'
import type { Change } from './forging.ts'
import { day, dutch, type World } from './world.ts'

/** What the vendor does with keys and dates, and what becomes of a panel that looks afterwards. */
export interface Turn {
  title: string
  does: (w: World) => Promise<unknown>
  says: RegExp
  /** it follows, and has the newest list */
  follows: boolean
  /** version of the root it trusts then */
  root: number
}

const fresh = /new or have changed|is new or has changed/
const tampered = /not what the vendor signed, so nothing of it was taken over/
const expired = /signature has expired\. The list stays as it was; ask the vendor/
const everyKey = [
  'timestamp',
  'snapshot',
  'targets-1',
  'targets-2',
  'targets-3',
  'root-1',
  'root-2',
  'root-3',
]

const rotate = async ({ shop }: World, ...keys: string[]) => {
  for (const key of keys) await shop.rotate(key)
}
const publish = ({ shop }: World) => shop.publish(dutch)

/** A root of the vendor's own making, signed with all its root keys. */
const nextRoot = async ({ forger }: World, change: Change) =>
  forger.forgeRoot(change, await forger.stolen('root-1', 'root-2', 'root-3'))

const takeAway = ({ forger }: World, version: number) => rm(forger.at(`${version}.root.json`))

export const turns: Turn[] = [
  {
    title: 'five new roots in a row',
    does: async w => {
      await rotate(w, 'root-1', 'timestamp', 'targets-1', 'snapshot', 'root-2')
      await publish(w)
    },
    says: fresh,
    follows: true,
    root: 6,
  },
  {
    title: 'all keys replaced, one after the other',
    does: async w => {
      await rotate(w, ...everyKey)
      await publish(w)
    },
    says: fresh,
    follows: true,
    root: 9,
  },
  {
    title: 'a root that has expired on the way to one that has not',
    does: async w => {
      await nextRoot(w, signed => void (signed.expires = '2020-01-01T00:00:00Z'))
      await rotate(w, 'timestamp')
      await publish(w)
    },
    says: fresh,
    follows: true,
    root: 3,
  },
  {
    title: 'a threshold raised to three keys, and a list signed with three',
    does: async w => {
      await nextRoot(w, ({ roles }) => void (roles.targets.threshold = 3))
      await publish(w)
    },
    says: fresh,
    follows: true,
    root: 2,
  },
  {
    title: 'a threshold raised to three keys, and a list signed with two',
    does: async w => {
      await nextRoot(w, ({ roles }) => void (roles.targets.threshold = 3))
      const keys = await w.forger.stolen('targets-1', 'targets-2', 'snapshot', 'timestamp')
      await w.forger.forge({ targets: signed => void (signed.version += 1) }, keys)
    },
    says: tampered,
    follows: false,
    root: 2,
  },
  {
    title: 'a key revoked, and a list that still counts on it',
    does: async w => {
      await nextRoot(w, ({ roles }) => void (roles.targets.keyids = roles.targets.keyids.slice(1)))
      const keys = await w.forger.stolen('targets-1', 'snapshot', 'timestamp')
      await w.forger.forge({ targets: signed => void (signed.version += 1) }, keys)
    },
    says: tampered,
    follows: false,
    root: 2,
  },
  {
    title: 'a root held back on the way to one with another timestamp key',
    does: async w => {
      await rotate(w, 'root-1', 'root-2', 'timestamp')
      await publish(w)
      await takeAway(w, 3)
    },
    says: tampered,
    follows: false,
    root: 2,
  },
  {
    title: 'a later root in place of the next one',
    does: async w => {
      await rotate(w, 'timestamp', 'root-1')
      await publish(w)
      const later = await w.forger.read('3.root.json')
      await w.forger.write('2.root.json', JSON.stringify(later))
    },
    says: tampered,
    follows: false,
    root: 1,
  },
  {
    title: 'a root that only the new keys have signed',
    does: async w => {
      const { signed } = await w.forger.current('root')
      const old = await w.forger.stolen('root-1', 'root-2', 'root-3')
      await rotate(w, 'root-1', 'root-2')
      const newOnes = (await w.forger.stolen('root-1', 'root-2')).filter(one =>
        old.every(({ key }) => key.keyID !== one.key.keyID),
      )
      const [next] = [await w.forger.read('3.root.json')]
      const only = w.forger.signedWith('root', { ...next.signed, version: signed.version + 1 }, newOnes)
      await w.forger.write('2.root.json', only)
    },
    says: tampered,
    follows: false,
    root: 1,
  },
  ...(['timestamp', 'snapshot', 'targets'] as const).map(
    (role): Turn => ({
      title: `a ${role} that has expired, while everything else is good`,
      does: async w => {
        const keys = await w.forger.stolen('targets-1', 'targets-2', 'snapshot', 'timestamp')
        await w.forger.forge({ targets: signed => void (signed.version += 1), ...expiring(role) }, keys)
      },
      says: expired,
      follows: false,
      root: 1,
    }),
  ),
  {
    title: 'a root that has expired, while everything else is good',
    does: async w => {
      await publish(w)
      await nextRoot(w, signed => void (signed.expires = '2020-01-01T00:00:00Z'))
    },
    says: expired,
    follows: false,
    root: 2,
  },
]

const expiring = (role: 'timestamp' | 'snapshot' | 'targets') => {
  const change: Change = signed => {
    if (role === 'targets') signed.version += 1
    signed.expires = new Date(Date.now() - day).toISOString().replace(/\.\d+Z/, 'Z')
  }
  return { [role]: change }
}

/** What somebody with these keys can make all panels believe in, and the keys that the vendor has to replace then. */
export interface FastForward {
  title: string
  stolen: string[]
  changes: Parameters<World['forger']['forge']>[0]
  cure: string[]
}

const far: Change = signed => void (signed.version = 1_000_000_000)

export const fastForwards: FastForward[] = [
  {
    title: 'the timestamp’s version, with its key stolen',
    stolen: ['timestamp'],
    changes: { timestamp: far },
    cure: ['timestamp'],
  },
  {
    title: 'the snapshot’s version, with both online keys stolen',
    stolen: ['timestamp', 'snapshot'],
    changes: { snapshot: far, timestamp: far },
    cure: ['timestamp', 'snapshot'],
  },
  {
    title: 'the list’s own version, with four keys stolen',
    stolen: ['timestamp', 'snapshot', 'targets-1', 'targets-2'],
    changes: { targets: far, snapshot: far, timestamp: far },
    cure: ['timestamp', 'snapshot', 'targets-1', 'targets-2'],
  },
]
