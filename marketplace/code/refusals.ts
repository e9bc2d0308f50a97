import type { WatchedHandlers } from '../code.ts'
import type { BrokerNeeds } from './broker.ts'
import type { CodeAddon } from './rights.ts'

const mostAMinute = 30
/** what happens to the best: a conversation that is gone, a question that came too late */
const harmless: readonly string[] = ['not found', 'over']

/** Writes what an add-on was refused into its log, each thing once a minute: it may ask again and again. */
export const refusalsNoted = (
  { note, now, log }: Pick<BrokerNeeds, 'note' | 'now' | 'log'>,
  { slug }: CodeAddon,
): NonNullable<WatchedHandlers['refused']> => {
  let minute = 0
  let said = new Set<string>()
  return (verb, { code, why }) => {
    const at = now()
    const current = Math.floor(at.getTime() / 60_000)
    if (current !== minute) [minute, said] = [current, new Set()]
    const text = `souk.${verb} was refused (${code}): ${why}`
    if (said.has(text) || said.size >= mostAMinute) return
    said.add(text)
    note(slug, { at, level: 'warn', text: text.slice(0, 2000), isTrouble: !harmless.includes(code) })
    if (code === 'not allowed') log.warn({ addon: slug, verb, why }, 'an add-on was refused')
  }
}
