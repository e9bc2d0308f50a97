import { readFileSync } from 'node:fs'
import type { World } from './world.ts'

/** A button of an add-on's page that fetches an archive, and the release that it asks for. */
export interface Press {
  button: string
  slug: string
  version: string
  /** what its page says in the end, where all is well */
  done: string
}

/** What an attacker who sits on the host does to the files of one release, and what the operation's page says of it. */
export interface DownloadAttack {
  sort: string
  title: string
  does: (w: World, press: Press) => void
  says: RegExp
}

const archive = ({ slug, version }: Press) => `releases/${slug}/${version}/archive.tgz`
const list = ({ slug, version }: Press) => `releases/${slug}/${version}/release.json`

const notSigned = /not the ones the vendor signed\. They were refused and removed\. Tell the vendor/
const tooMuch = /sent more for \S+ than is signed\. Nothing of it was kept\. Tell the vendor/
const eitherWay = /not the ones the vendor signed|sent (more|less) for \S+ than is signed/
const notHanded = /did not hand out the files of \S+\. Try again later, or ask the vendor/

type Answer = 'hang' | 'cut' | 'drip' | 'endless' | Buffer | number
const answer = (w: World, file: string, how: Answer) =>
  w.shop.misbehave(path => (path.endsWith(file) ? how : undefined))

const flipped = (bytes: Buffer) => {
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
  return bytes
}

export const attacksOnDownloads: DownloadAttack[] = [
  {
    sort: 'arbitrary software',
    title: 'an archive of the attacker’s own, of the same length',
    does: (w, press) =>
      answer(w, archive(press), Buffer.alloc(readFileSync(w.shop.file(archive(press))).length, 1)),
    says: notSigned,
  },
  {
    sort: 'arbitrary software',
    title: 'an archive with one bit changed',
    does: (w, press) => answer(w, archive(press), flipped(readFileSync(w.shop.file(archive(press))))),
    says: notSigned,
  },
  {
    sort: 'arbitrary software',
    title: 'a list of files with one bit changed',
    does: (w, press) => answer(w, list(press), flipped(readFileSync(w.shop.file(list(press))))),
    says: notSigned,
  },
  {
    sort: 'endless data',
    title: 'an archive without an end',
    does: (w, press) => answer(w, archive(press), 'endless'),
    says: tooMuch,
  },
  {
    sort: 'endless data',
    title: 'a list of files without an end',
    does: (w, press) => answer(w, list(press), 'endless'),
    says: tooMuch,
  },
  {
    sort: 'malicious mirrors',
    title: 'a mirror that hands out every list and no archive',
    does: (w, press) => answer(w, archive(press), 404),
    says: notHanded,
  },
  {
    sort: 'malicious mirrors',
    title: 'a mirror that hangs up in the middle of the archive',
    does: (w, press) => answer(w, archive(press), 'cut'),
    says: /sent less for \S+ than is signed/,
  },
  {
    sort: 'rollback',
    title: 'the archive of an older release under the name of this one',
    does: (w, press) =>
      answer(w, archive(press), readFileSync(w.shop.file('releases/french/1.0.0/archive.tgz'))),
    says: eitherWay,
  },
  {
    sort: 'wrong software',
    title: 'the archive of another add-on under the name of this one',
    does: (w, press) =>
      answer(w, archive(press), readFileSync(w.shop.file('releases/spanish/1.0.0/archive.tgz'))),
    says: eitherWay,
  },
  {
    sort: 'wrong software',
    title: 'both files of another add-on under the names of this one',
    does: (w, press) =>
      w.shop.misbehave(path => {
        const name = /\/(release\.json|archive\.tgz)$/.exec(path)?.[1]
        return name && path.includes(press.slug)
          ? readFileSync(w.shop.file(`releases/spanish/1.0.0/${name}`))
          : undefined
      }),
    says: eitherWay,
  },
]
