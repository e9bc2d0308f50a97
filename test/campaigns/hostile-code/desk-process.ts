// A panel that runs add-on code, in a process of its own: who attacks it and reads its pages takes none of its time.
import { customerOf, mirrorOf } from '../../support/market.ts'
import { deskOrders, type Told } from './desk-orders.ts'

const [, , url = '', root = '', folder = ''] = process.argv
const panel = await customerOf(
  { url, mirrorInto: mirrorOf({ url, root, folder }) },
  { code: true, env: { TRUST_PROXY: '1', LOG_LEVEL: 'warn' } },
)
const orders = deskOrders(panel)

const obey = async ({ id, order, slug }: Told) => {
  const act: (slug: string) => Promise<unknown> = orders[order]
  process.send?.({ id, value: await act(slug) })
}
process.on('message', (told: Told) => void obey(told))
process.once('disconnect', () => void panel.stop().finally(() => process.exit()))
process.send?.({ url: panel.url, pid: process.pid })
