import type { Client } from '../../support/client.ts'
import type { PanelProcess } from '../../support/panel-process.ts'
import type { World } from './world.ts'

/** What hangs, how it is begun, and what its page shows meanwhile. */
export interface Hang {
  title: string
  begin: (world: World, panel: PanelProcess, ada: Client) => Promise<void>
}

const mute = (path: string) => (path.includes('release') ? ('hang' as const) : undefined)
const press =
  (ada: Client, path: string, form: Record<string, string> = {}) =>
  async () => {
    const { status, location, text } = await ada.post(path, form)
    if (!location?.includes('operation'))
      throw new Error(`${path} was answered ${status}: ${text.slice(0, 300)}`)
  }

export const hangs: readonly Hang[] = [
  {
    title: 'the catalogue never answers an install',
    async begin({ market }, _panel, ada) {
      market.shop.misbehave(mute)
      await press(ada, '/addons/french/installation')()
    },
  },
  {
    title: 'the catalogue never answers a refresh',
    async begin({ market }, _panel, ada) {
      market.shop.misbehave(() => 'hang')
      // its answer waits for the catalogue
      void ada.post('/catalogue/refresh').catch(() => {})
    },
  },
  {
    title: 'the client area never answers a cancellation',
    begin: (_world, _panel, ada) => press(ada, '/addons/survey/cancellation')(),
  },
  {
    title: 'the disk takes a second for whatever it is asked',
    async begin(_world, panel, ada) {
      process.kill(panel.pid, 'SIGUSR2')
      await press(ada, '/addons/german/installation')()
    },
  },
  {
    title: 'a migration calculates for its 60 s',
    begin: (_world, _panel, ada) => press(ada, '/addons/worker/update', { version: '1.1.0' })(),
  },
]

const pages = ['/addons', '/addons/french', '/plugins', '/profile', '/activity']

/** How long other pages took for somebody else, in milliseconds: for so long, or so many of them. */
export const waitsOf = async (other: Client, { ms, pages: most }: { ms: number; pages: number }) => {
  const waits: number[] = []
  const end = performance.now() + ms
  while (performance.now() < end && waits.length < most) {
    const begun = performance.now()
    const path = pages[waits.length % pages.length] ?? ''
    const { status } = await other.fetch(path)
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    waits.push(performance.now() - begun)
  }
  return waits
}

/** A panel of its own in which that hangs, and how long other pages took in it. */
export const measured = async (world: World, hang: Hang, howLong: { ms: number; pages: number }) => {
  const panel = await world.start()
  try {
    const [ada, other] = [await panel.as('ada'), await panel.as('ada')]
    // each page once, so that nothing is measured which only the first one waits for
    await waitsOf(other, { ms: 30_000, pages: pages.length })
    await hang.begin(world, panel, ada)
    return await waitsOf(other, howLong)
  } finally {
    world.market.shop.behave()
    await panel.stop('SIGTERM')
  }
}
