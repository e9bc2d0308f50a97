import { join } from 'node:path'
import { root } from '../../config/root.ts'
import { codeRunner } from '../../gateways/runner.ts'
import type { AddonCode, Handlers, Wanted } from '../../marketplace/code.ts'
import { buildRunner } from '../../setup/build.mjs'

export const program = join(root, 'dist/runner/main.js')

/** An add-on of one file, or of the files given. */
export const addonOf = (
  main: string,
  more: Partial<AddonCode> & { others?: Record<string, string> } = {},
): AddonCode => ({
  files: new Map([['main.js', main], ...Object.entries(more.others ?? {})]),
  settings: more.settings ?? {},
  handlers: more.handlers ?? {},
})

/** An add-on with one hook, whose function is given as text. */
export const hookOf = (text: string, handlers: Handlers = {}) =>
  addonOf(`export default { hooks: { it: ${text} } }`, { handlers })

/** A real runner, with what it tells the panel written down. */
export const startRunner = async (now: () => Date = () => new Date()) => {
  await buildRunner()
  const off: { addon: string; why: string }[] = []
  const problems: string[] = []
  const runner = codeRunner({
    program,
    now,
    switchedOff: (addon, why) => off.push({ addon, why }),
    problem: (text, error) => problems.push(error instanceof Error ? `${text}: ${error.message}` : text),
  })
  const hook = (addon: string, more: Partial<Wanted> = {}) =>
    runner.call(addon, { entry: 'hook', name: 'it', input: {}, ...more })
  return { ...runner, runner, hook, off, problems }
}
export type TestRunner = Awaited<ReturnType<typeof startRunner>>
