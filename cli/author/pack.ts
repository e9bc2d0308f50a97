import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { packArchive } from '../../contracts/archives.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import { type Command, Failed } from '../command.ts'
import { readRelease, sourceIn } from './releases.ts'

export const packCommand: Command = {
  words: ['pack'],
  about: 'Packs one release into one archive, for the vendor: souk-vendor publish takes it as it is.',
  positionals: ['DIR'],
  options: {
    out: { type: 'string', about: 'the archive to write; default: <slug>-<version>.tgz where you are' },
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
    const out = resolve(typeof given['out'] === 'string' ? given['out'] : `${slug}-${version}.tgz`)
    await mkdir(dirname(out), { recursive: true })
    await writeFile(out, archive)
    const packed = { slug, version, archive: out, bytes: archive.length, sha256: sha256Of(archive) }
    if (given['json']) return io.out(`${JSON.stringify(packed)}\n`)
    io.out(`Packed ${slug} ${version} into ${out} (${archive.length} bytes, SHA-256 ${packed.sha256}).\n`)
  },
}
