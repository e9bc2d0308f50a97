import { sign } from '../../catalogue/publish.ts'
import type { Command } from '../command.ts'
import { done, lifeOptions, workplaceOf, workplaceOptions } from './workplace.ts'

export const signCommand: Command = {
  words: ['sign'],
  about: 'Renews snapshot and timestamp, with their two keys only. Run it from cron every day.',
  options: { ...workplaceOptions, 'online-days': lifeOptions['online-days'] },
  run: async (given, _positionals, io) => {
    const outcome = done(await sign(workplaceOf(given, io)))
    for (const warning of outcome.warnings) io.err(`Warning: ${warning}\n`)
    const expires = outcome.expires.toISOString()
    io.out(given['json'] ? `${JSON.stringify({ expires })}\n` : `signed until ${expires}\n`)
  },
}
