import { listKeys, makeKeys, rotateKey } from '../../catalogue/publish.ts'
import { type Command, Failed } from '../command.ts'
import { done, lifeOptions, workplaceOf, workplaceOptions } from './workplace.ts'

const makeCommand: Command = {
  words: ['keys', 'make'],
  about:
    'Makes the keys of a new catalogue: three for root, three for the list, one each for snapshot and timestamp.',
  options: workplaceOptions,
  run: async (given, _positionals, io) => {
    const [folder = ''] = workplaceOf(given, io).keys
    const { kind, names } = await makeKeys(folder)
    if (kind === 'already there')
      throw new Failed(`${folder} has keys already: souk-vendor keys rotate replaces one of them.`)
    io.out(
      given['json'] ? `${JSON.stringify({ folder, names })}\n` : `made in ${folder}: ${names.join(', ')}\n`,
    )
  },
}

const listCommand: Command = {
  words: ['keys', 'list'],
  about: 'Shows the keys that the catalogue trusts, and in which file each private key is.',
  options: workplaceOptions,
  run: async (given, _positionals, io) => {
    const keys = done(await listKeys(workplaceOf(given, io))).keys
    if (given['json']) return io.out(`${JSON.stringify(keys)}\n`)
    for (const { role, id, file } of keys)
      io.out(
        `${(role ?? 'unused').padEnd(10)} ${id.slice(0, 16)}  ${file ?? 'no file in the folders given'}\n`,
      )
  },
}

const rotateCommand: Command = {
  words: ['keys', 'rotate'],
  about: 'Replaces a key: by its name, or by the beginning of its id when its file is lost.',
  positionals: ['KEY'],
  options: { ...workplaceOptions, ...lifeOptions },
  run: async (given, [key = ''], io) => {
    const outcome = done(await rotateKey({ ...workplaceOf(given, io), key }))
    const { name, id, rootVersion } = outcome
    io.out(
      given['json']
        ? `${JSON.stringify({ name, id, rootVersion })}\n`
        : `${name} is a new key now (${id.slice(0, 16)}), trusted since root ${rootVersion}\n`,
    )
  },
}

export const keyCommands = [makeCommand, listCommand, rotateCommand]
