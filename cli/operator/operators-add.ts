import { commandLine } from '../../marketplace/activity.ts'
import { ownerRole } from '../../marketplace/first-operator.ts'
import { isEmail, plainEmail } from '../../marketplace/operators.ts'
import { type Command, Failed, type Given, WrongUse } from '../command.ts'
import { json, passwordFrom, passwordOption, type People, print, withPeople } from './with-people.ts'

export const operatorsAdd: Command = {
  words: ['operators', 'add'],
  about:
    'Lets somebody sign in. Without a password one is made and printed once. The first operator may do everything.',
  options: {
    email: { type: 'string', about: 'address the operator signs in with' },
    name: { type: 'string', about: "the operator's name" },
    role: { type: 'string', multiple: true, about: 'a role, by its name; several are possible' },
    ...passwordOption,
    json,
  },
  run: (given, _, io) =>
    withPeople(io, async people => {
      const { email, name } = detailsIn(given)
      const roles = await rolesIn(people, given)
      const { password, isNew } = await passwordFrom(given)
      const hash = await people.passwords.hash(password)
      const outcome = await people.operators.add({ email, name, roles }, hash, commandLine)
      if (outcome.kind !== 'done') throw new Failed(`Another operator signs in with ${email} already.`)
      const shown = isNew ? { password } : {}
      print(io, given, { email, name, ...shown }, [
        `${name} <${email}> can sign in.`,
        ...(isNew ? [`password: ${password}`] : []),
      ])
    }),
}

const detailsIn = (given: Given) => {
  const email = plainEmail(typeof given['email'] === 'string' ? given['email'] : '')
  const name = typeof given['name'] === 'string' ? given['name'].trim() : ''
  if (!isEmail(email)) throw new WrongUse('--email is needed, and must be an e-mail address.')
  if (name === '' || name.length > 120) throw new WrongUse('--name is needed, with at most 120 characters.')
  return { email, name }
}

const rolesIn = async ({ roles, operators }: People, given: Given) => {
  const wanted = Array.isArray(given['role']) ? given['role'] : []
  if (wanted.length === 0 && !(await operators.areThereAny())) return [await ownerRole(roles, commandLine)]
  const known = await roles.list()
  const names = known.map(({ name }) => name).join(', ') || 'none yet'
  if (wanted.length === 0) throw new WrongUse(`--role is needed. Roles: ${names}.`)
  return wanted.map(name => {
    const role = known.find(one => one.name.toLowerCase() === name.toLowerCase())
    if (!role) throw new Failed(`There is no role "${name}". Roles: ${names}.`)
    return role.id
  })
}
