import { type Kind, permissions as permissionsSchema, type Permissions } from '../../contracts/manifest.ts'
import type { Installation, PlacedRelease } from '../installations.ts'
import type { Shelf } from './storage.ts'

/** What one has that declares nothing. */
export const noRights: Permissions = {
  hosts: [],
  events: [],
  inbox: [],
  publicAddress: false,
  pages: [],
  storage: 0,
  schedule: null,
}

/** What the signed manifest of a release declares: nothing else is granted. */
export const rightsOf = ({ release }: PlacedRelease): Permissions =>
  permissionsSchema.optional().parse(release.manifest['permissions']) ?? noRights

/** One add-on that runs code, as what it asks for is judged. */
export interface CodeAddon {
  slug: string
  name: string
  kind: Kind
  version: string
  rights: Permissions
  /** what it keeps is kept there */
  shelf: Shelf
}

export const codeAddonOf = (
  { addon: slug, name, kind, generation }: Pick<Installation, 'addon' | 'name' | 'kind' | 'generation'>,
  placed: PlacedRelease,
): CodeAddon => ({
  slug,
  name,
  kind,
  version: placed.version,
  rights: rightsOf(placed),
  shelf: { addon: slug, generation },
})

/** Channels and plugins run code, languages never do. */
export const runsCode = ({ kind }: { kind: Kind }) => kind !== 'language'

/** Does anything of it stand at an address of its own? */
export const isPublic = ({ rights }: Pick<CodeAddon, 'rights'>) =>
  rights.publicAddress || rights.pages.some(({ audience }) => audience === 'public')

/** Who hears of conversations, finds them or brings them knows what stands in them. */
export const seesInbox = ({ kind, rights }: Pick<CodeAddon, 'kind' | 'rights'>) =>
  kind === 'channel' || rights.events.length > 0 || rights.inbox.includes('find')
