import { type Difference, importOffered } from '../../client-area/billing/price-list.ts'
import type { Command } from '../command.ts'
import { newestManifests, offeredBy } from './manifests.ts'
import { amountText } from './money.ts'
import { withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const pricesImport: Command = {
  words: ['prices', 'import'],
  about:
    'Makes the price list say what the manifests in a folder say, from now on. Subscribers keep their prices.',
  positionals: ['DIR'],
  options: { json },
  run: (given, [folder = ''], io) =>
    withBilling(io, async ({ atomically, now }) => {
      const offered = (await newestManifests(folder)).map(offeredBy)
      const at = now().toISOString()
      const done = await atomically(async ({ products }) => {
        const results = []
        for (const one of offered)
          results.push({ addon: one.addon, ...(await importOffered(products, one, at)) })
        return results
      })
      const added = done.filter(({ kind }) => kind === 'added').map(({ addon }) => addon)
      const changes = done.flatMap(one => one.changes)
      if (given['json']) return io.out(`${JSON.stringify({ added, changes }, null, 2)}\n`)
      for (const addon of added) io.out(`added ${addon}\n`)
      for (const change of changes) io.out(`changed ${changeLine(change)}\n`)
      if (added.length + changes.length === 0)
        io.out('Nothing is new: the price list says the same already.\n')
    }),
}

const changeLine = ({ addon, cycle, currency, offered, listed }: Difference) =>
  `${addon} ${cycle}: ${amountText(listed, currency)} becomes ${amountText(offered, currency)}`
