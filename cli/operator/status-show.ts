import type { Standing } from '../../marketplace/addons.ts'
import { isReached, type Reach } from '../../marketplace/reach.ts'
import { type Command, Failed } from '../command.ts'
import { json, print } from './with-people.ts'
import { withServices } from './with-services.ts'

export const statusShow: Command = {
  words: ['status'],
  about: 'Tests each step of the way to the catalogue and the client area, and tells what this server has.',
  options: { json },
  run: (given, _, io) =>
    withServices(io, async ({ settings, addons, connection, reach, disk, version, code }) => {
      const ways = settings.offline ? [] : await reach()
      const catalogue = await addons.standing()
      const login = await connection.current()
      const space = await disk()
      const safe = await code.safeMode.state()
      const data = {
        version,
        helpDesk: settings.helpDeskVersion,
        offline: settings.offline,
        safeMode: safe.kind === 'on',
        catalogue,
        connection: login && {
          account: login.account.email,
          licence: login.licence.state,
          checkedAt: login.checkedAt,
        },
        ways,
        disk: space,
      }
      print(io, given, data, [
        `Souk ${version} for help desk ${settings.helpDeskVersion}`,
        listInWords(catalogue),
        login
          ? `Connected as ${login.account.email}, licence ${login.licence.state}`
          : 'Not connected to the client area',
        ...(safe.kind === 'on' ? ['Safe mode is on: no add-on code runs'] : []),
        ...ways.map(wayInWords),
        `${Math.round(space.free / 1e6)} MB of disk free; add-ons use ${Math.round(space.used / 1e3)} kB`,
      ])
      const broken = ways.filter(way => !isReached(way))
      if (broken.length > 0)
        throw new Failed(`Out of reach: ${broken.map(({ address }) => address).join(', ')}`)
    }),
}

const listInWords = (standing: Standing) =>
  standing.kind === 'never'
    ? 'The catalogue has not been read yet'
    : `The list of add-ons is ${standing.kind}, read ${standing.asOf}, signed until ${standing.expires}`

const wayInWords = ({ program, address, steps }: Reach) => {
  const failed = steps.find(({ kind }) => kind === 'failed')
  const name = program === 'catalogue' ? 'Catalogue' : 'Client area'
  return failed?.kind === 'failed'
    ? `${name} ${address}: failed at "${failed.name}" (${failed.trouble})`
    : `${name} ${address}: in reach`
}
