import type { World } from './world.ts'

const pages = ['/addons', '/addons/german', '/languages', '/profile']

/** How long other pages took, in milliseconds, each asked for again and again while something hangs. */
export const waitsDuring = async (w: World, work: Promise<unknown>, atMost = Infinity) => {
  const cleo = await w.panel.as('cleo')
  const state = { isOver: false }
  const over = () => void (state.isOver = true)
  work.then(over, over)
  const waits: number[] = []
  while (!state.isOver && waits.length < atMost) {
    const begun = performance.now()
    const { status } = await cleo.fetch(pages[waits.length % pages.length] ?? '')
    if (status !== 200) throw new Error(`a page answered ${status}`)
    waits.push(performance.now() - begun)
  }
  return { waits }
}

/** Of a hundred waits, all but one were no longer than this. */
export const p99 = (waits: readonly number[]) =>
  waits.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(waits.length * 0.99) - 1)] ?? 0
