import { gridNames } from '../../marketplace/kinds.ts'
import { fieldsOf, isSecret } from '../../marketplace/settings.ts'
import { type Address, addresses, grids } from '../paths.ts'
import type { Services } from '../services.ts'

type Names = readonly string[]

/** A form whose texts outlive the session: where it is shown, and which of its fields are kept. No other field ever is. */
interface LastingForm {
  post: Address
  page: Address
  fields: (named: string, services: Services) => Names | Promise<Names>
}

const forms = (post: Address, page: Address, ...names: string[]): LastingForm => ({
  post,
  page,
  fields: () => names,
})

const { conversation, operator, operators, panelSettings, policy, profile, role, roles } = addresses

// no password stands here, and none may
const lasting: LastingForm[] = [
  forms(roles, addresses.newRole, 'name', 'permissions'),
  forms(role, role, 'name', 'permissions'),
  forms(operators, addresses.newOperator, 'email', 'name', 'roles'),
  forms(operator, operator, 'email', 'name', 'roles'),
  forms(profile, profile, 'name', 'language', 'theme', 'timeZone', 'shortcuts'),
  forms(policy, policy, 'policy', 'waitHours'),
  forms(addresses.conversationReplies, conversation, 'text'),
  forms(addresses.conversationTags, conversation, 'tag'),
  forms(panelSettings, panelSettings, 'policy', 'waitHours', 'from', 'until', 'timeZone', 'stops'),
  ...gridNames.map(name => ({ post: grids[name].settings, page: grids[name].settings, fields: openFields })),
]

/** The settings of an add-on that are no secrets, by its signed schema. */
async function openFields(slug: string, { installations }: Services): Promise<Names> {
  const one = await installations.find(slug)
  const placed = one && (await installations.release(one.addon, one.version))
  return fieldsOf(placed?.release.manifest['settings']).flatMap(({ name, property }) =>
    isSecret(property) ? [`remove-${name}`] : [`setting-${name}`],
  )
}

const known = lasting.map(form => ({
  ...form,
  matches: new RegExp(`^${form.post.pattern.replace(/:\w+/, '([^/]+)')}$`),
}))

/** The lasting form that is posted to a path, if it is one. */
export const lastingFormAt = (path: string) => {
  for (const { matches, page, fields } of known) {
    const [found, named = ''] = matches.exec(path) ?? []
    if (found === undefined) continue
    return {
      page: page.pattern.replace(/:\w+/, () => named),
      fields: (services: Services) => fields(named, services),
    }
  }
  return undefined
}
