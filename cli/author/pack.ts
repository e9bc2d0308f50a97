import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { packArchive } from '../../contracts/archives.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import { type Command, Failed, type Given } from '../command.ts'
import { readRelease, sourceIn } from './releases.ts'

export const packCommand: Command = {
  words: ['pack'],
  about: 'Packs one release into one archive, for the vendor: souk-vendor publish takes it as it is.',
  positionals: ['DIR'],
  options: {
    out: { type: 'string', about: 'the archive to write, or the folder for it; default: where you are' },
    json: { type: 'boolean', about: 'print JSON' },
  },
  async run(given, [dir = ''], io) {
    const source = await sourceIn(dir)
    const read = await readRelease(source)
    if (read.kind === 'wrong') throw new Failed(read.problems.join('\n'))
    const { slug, version } = read.release.manifest
    const { files, directories } = await source.read()
    const { archive } = packArchive(
      [...files].map(([path, { bytes, mode }]) => ({ path, bytes, mode })),
      directories,
    )
    const out = await placeFor(`${slug}-${version}.tgz`, given['out'])
    await mkdir(dirname(out), { recursive: true })
    await writeFile(out, archive)
    const packed = { slug, version, archive: out, bytes: archive.length, sha256: sha256Of(archive) }
    if (given['json']) return io.out(`${JSON.stringify(packed)}\n`)
    io.out(`Packed ${slug} ${version} into ${out} (${archive.length} bytes, SHA-256 ${packed.sha256}).\n`)
  },
}

/** Where the archive goes: into the folder that was named, if it is one. */
const placeFor = async (name: string, wanted: Given[string]) => {
  const out = resolve(typeof wanted === 'string' ? wanted : name)
  const there = await stat(out).catch(() => undefined)
  return there?.isDirectory() ? join(out, name) : out
}
