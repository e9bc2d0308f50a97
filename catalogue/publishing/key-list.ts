import { readKeys, type RoleName, roles } from './keys.ts'
import { readSigned } from './signed-state.ts'
import { answering } from './refused.ts'
import type { Workplace } from './repository.ts'

export interface ListedKey {
  role: RoleName | null
  id: string
  name: string | null
  file: string | null
}

/** The keys that the newest root trusts, with the file of each one's private half, and files that belong to none. */
export const listKeys = ({ repository, keys: folders }: Pick<Workplace, 'repository' | 'keys'>) =>
  answering(async () => {
    const [keys, signed] = await Promise.all([readKeys(folders), readSigned(repository)])
    const trusted = roles.flatMap(role =>
      (signed?.root.signed.roles[role]?.keyIDs ?? []).map(id => ({ role, id })),
    )
    const listed = trusted.map(({ role, id }): ListedKey => {
      const found = keys.find(k => k.key.keyID === id)
      return { role, id, name: found?.name ?? null, file: found?.file ?? null }
    })
    const unused = keys
      .filter(k => !trusted.some(({ id }) => id === k.key.keyID))
      .map(({ key, name, file }): ListedKey => ({ role: null, id: key.keyID, name, file }))
    return { kind: 'listed', keys: [...listed, ...unused] } as const
  })
