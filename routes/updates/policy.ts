import { type Request, type Response, Router } from 'express'
import semver from 'semver'
import { actorOf } from '../../marketplace/activity.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { policies, type Policy } from '../../marketplace/updates.ts'
import { isWait } from '../../marketplace/updates/defaults.ts'
import { type FormErrors, hasAny, ownPath, textIn } from '../forms.ts'
import { showProblem } from '../middleware/errors.ts'
import { viewerOf } from '../middleware/locals.ts'
import { failureWords } from '../operations/view.ts'
import { addresses, asSpelled } from '../paths.ts'
import type { Services } from '../services.ts'
import { comesBack } from '../sessions/typed.ts'

type OneOf = Request<{ slug: string }>

interface Form {
  /** empty: as all the others */
  policy: string
  waitHours: string
}

/** When one add-on is updated without anybody pressing; and a version that is not wanted here. */
export const policyRoutes = (services: Services): Router => {
  const { manyUpdates, updates, installations, paths } = services

  const showForm = async (one: Installation, res: Response, form?: Form, errors: FormErrors = {}) => {
    const { policy, waitHours, skipped, putBack } = await updates.wishesFor(one.addon)
    const waiting = (await manyUpdates.waiting()).find(({ addon }) => addon.slug === one.addon)
    const newer = waiting?.update
    res.render('updates/policy', {
      installation: one,
      form: form ?? { policy: policy ?? '', waitHours: waitHours === null ? '' : String(waitHours) },
      errors,
      policies,
      defaults: await manyUpdates.defaults(),
      skipped: skippedIn(skipped, one),
      offered: newer && newer.kind !== 'newer help desk' ? newer.release.version : null,
      putBack: putBack && { ...putBack, reason: failureWords(putBack.why, services, res) },
      listed: Boolean(await services.addons.find(one.addon)),
    })
  }

  const show = async (req: OneOf, res: Response) => {
    const one = await installations.find(req.params.slug)
    if (!one) return showProblem(res, 404, 'not-found')
    await showForm(one, res, comesBack(req, paths.policy(one.addon)) ? formIn(req) : undefined)
  }

  const change = async (req: OneOf, res: Response) => {
    const one = await installations.find(req.params.slug)
    if (!one) return showProblem(res, 404, 'not-found')
    if (typeof req.body?.skip === 'string') return skip(one, req, res)
    const form = formIn(req)
    const errors = problemsOf(form)
    if (hasAny(errors)) return showForm(one, res.status(422), form, errors)
    await manyUpdates.setPolicy(one.addon, wishIn(form), actorOf(viewerOf(res)))
    goOn(req, res, one, 'update-policy.saved')
  }

  /** `skip` names a version, or is empty: none is skipped any more. Other pages post it, too. */
  const skip = async (one: Installation, req: OneOf, res: Response) => {
    const version = textIn(req, 'skip')
    if (version !== '' && !semver.valid(version))
      return showForm(one, res.status(422), undefined, { skip: 'update-policy.no-version' })
    await manyUpdates.skip(one.addon, version || null, actorOf(viewerOf(res)))
    goOn(req, res, one, version ? 'update-policy.skipped' : 'update-policy.unskipped', version)
  }

  const goOn = (req: OneOf, res: Response, { addon, name }: Installation, key: string, version = '') => {
    req.session.said = { key, values: { name, version } }
    res.redirect(303, ownPath(textIn(req, 'returnTo'), services) ?? paths.policy(addon))
  }

  return Router(asSpelled).get(addresses.policy.pattern, show).post(addresses.policy.pattern, change)
}

/** Those of them that are newer than what is installed. */
export const skippedIn = (skipped: readonly string[], { version }: Pick<Installation, 'version'>) =>
  skipped.filter(one => semver.gt(one, version))

const formIn = (req: Request): Form => ({
  policy: textIn(req, 'policy'),
  waitHours: textIn(req, 'waitHours').trim(),
})

const problemsOf = ({ policy, waitHours }: Form): FormErrors => ({
  ...(policy !== '' && !policyIn(policy) && { policy: 'update-policy.unknown' }),
  ...(waitHours !== '' && !isHours(waitHours) && { waitHours: 'update-policy.wait-wrong' }),
})

export const isHours = (text: string) => /^\d{1,4}$/.test(text) && isWait(Number(text))

export const policyIn = (text: string): Policy | undefined => policies.find(known => known === text)

const wishIn = ({ policy, waitHours }: Form) => ({
  policy: policyIn(policy) ?? null,
  waitHours: waitHours === '' ? null : Number(waitHours),
})
