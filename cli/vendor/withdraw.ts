import { withdraw } from '../../catalogue/publish.ts'
import { type Command, WrongUse } from '../command.ts'
import { done, needed, workplaceOf, workplaceOptions } from './workplace.ts'

export const withdrawCommand: Command = {
  words: ['withdraw'],
  about:
    'Marks a release as withdrawn: every help desk shows the reason; severity "stop" switches it off there.',
  positionals: ['SLUG', 'VERSION'],
  options: {
    ...workplaceOptions,
    reason: { type: 'string', about: 'one sentence for operators' },
    severity: { type: 'string', about: 'advise or stop' },
    replacement: { type: 'string', about: 'version to use in its place' },
  },
  run: async (given, [slug = '', version = ''], io) => {
    const { severity } = given
    if (severity !== 'advise' && severity !== 'stop')
      throw new WrongUse('--severity is needed: advise or stop.')
    const { replacement } = given
    const outcome = done(
      await withdraw({
        ...workplaceOf(given, io),
        slug,
        version,
        reason: needed(given, 'reason'),
        severity,
        ...(typeof replacement === 'string' && { replacement }),
      }),
    )
    io.out(given['json'] ? `${JSON.stringify(outcome)}\n` : `withdrawn ${slug} ${version}\n`)
  },
}
