import { commandLine } from '../../marketplace/activity.ts'
import { type Command, Failed } from '../command.ts'
import { json, operatorNamed, print, withPeople } from './with-people.ts'

const stateCommand = (word: 'disable' | 'enable', about: string): Command => ({
  words: ['operators', word],
  about,
  positionals: ['EMAIL'],
  options: { json },
  run: (given, [address = ''], io) =>
    withPeople(io, async people => {
      const { id, email } = await operatorNamed(people, address)
      const disabled = word === 'disable'
      const outcome = await people.operators.setDisabled(id, disabled, commandLine)
      if (outcome.kind === 'nobody left')
        throw new Failed(`Nobody else may manage operators: ${email} was not disabled.`)
      print(io, given, { email, disabled }, [`${email} is ${word}d.`])
    }),
})

export const operatorsDisable = stateCommand(
  'disable',
  'Signs an operator out everywhere and lets them in no more.',
)
export const operatorsEnable = stateCommand('enable', 'Lets a disabled operator in again.')
