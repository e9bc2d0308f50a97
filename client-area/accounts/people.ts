import { randomUUID } from 'node:crypto'
import { demoPassword, hashPassword } from './passwords.ts'

/** Somebody who can sign in to the client area. */
export interface Person {
  id: string
  email: string
  name: string
  /** code of the language chosen for the pages; null: as the browser asks */
  language: string | null
}

export interface People {
  find: (id: string) => Promise<Person | undefined>
  findByEmail: (email: string) => Promise<Person | undefined>
  passwordHashOf: (id: string) => Promise<string | undefined>
  add: (person: Person & Secret) => Promise<void>
  setLanguage: (id: string, code: string) => Promise<void>
  setPassword: (id: string, secret: Secret) => Promise<void>
  /** e-mail addresses of those who still have the demo's password */
  withDemoPassword: () => Promise<string[]>
}

export interface Secret {
  passwordHash: string
  hasDemoPassword: boolean
}

/** E-mail addresses are compared without regard to case. */
export const normalEmail = (email: string) => email.trim().toLowerCase()

export const addPerson = async (
  people: People,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<Person> => {
  const person = { id: randomUUID(), email: normalEmail(email), name, language: null }
  await people.add({ ...person, ...(await secretOf(password)) })
  return person
}

export const secretOf = async (password: string): Promise<Secret> => ({
  passwordHash: await hashPassword(password),
  hasDemoPassword: password === demoPassword,
})
