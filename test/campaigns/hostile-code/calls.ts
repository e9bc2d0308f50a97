import { addonOf, startRunner } from '../../support/runner.ts'
import { hook } from './probe.ts'
import { type Times, timesOf } from './times.ts'

/** How long the panel waits for an add-on that answers at once, beside nine others. */
export const callTimes = async (count: number): Promise<Times> => {
  const runner = await startRunner()
  try {
    const quick = addonOf(hook('({ path }) => ({ json: path })'))
    for (let n = 0; n < 10; n++) await runner.load(`quick-${n}`, quick)
    const call = () => runner.call('quick-5', { entry: 'hook', name: 'request', input: { path: '/' } })
    for (let n = 0; n < 500; n++) await call()
    const taken: number[] = []
    for (let n = 0; n < count; n++) {
      const begun = performance.now()
      const { kind } = await call()
      taken.push(performance.now() - begun)
      if (kind !== 'value') throw new Error(`A call that answers at once ended ${kind}.`)
    }
    return timesOf(taken)
  } finally {
    await runner.close()
  }
}
