import type { Response } from 'express'
import { type Failure, withoutStop } from '../../marketplace/failures.ts'
import { gridOf } from '../../marketplace/kinds.ts'
import type { Operation } from '../../marketplace/operations.ts'
import { isBuying } from '../../marketplace/purchases.ts'
import { whyIn } from '../../marketplace/updates/going-back.ts'
import { rangeInWords } from '../addons/range.ts'
import type { Services } from '../services.ts'
import { shown } from './shown.ts'

export type StageState = 'done' | 'now' | 'waiting' | 'failed'

/** What the templates show of an operation: its stages each with a state, its result in words. */
export const operationView = (operation: Operation, services: Services, res: Response) => ({
  ...operation,
  title: titleWords(operation, res),
  grid: gridOf(operation.addonKind),
  stages: stagesOf(operation, services.operations.stagesOf(operation)),
  reason: operation.failure && failureWords(named(operation.failure, operation), services, res),
  because:
    operation.kind === 'put-back'
      ? failureWords(named(whyIn(operation.input['why']), operation), services, res)
      : null,
})

const named = ({ code, values }: Failure, { name, version }: Operation): Failure => ({
  code,
  values: { name, version, ...values },
})

/** How it stands, in a line. */
export const titleWords = (operation: Operation, { locals: { t } }: Response) =>
  t(`operations.${headOf(operation)}.${operation.state}`, {
    name: operation.name,
    version: operation.version,
  })

/** It was paid for, whatever failed after that. */
export const isPaid = (operation: Operation) => isBuying(operation) && operation.stage !== 'charge'

const headOf = (operation: Operation) => {
  const { kind, state, stage } = operation
  if (state !== 'failed') return kind
  // installed all the same: what failed is the last step, and Activate tries it again
  if (stage === 'activate' && (kind === 'install' || isBuying(operation))) return stage
  return isPaid(operation) ? 'not-installed' : kind
}

const stagesOf = ({ kind, stage, state }: Operation, names: string[]) => {
  const at = names.indexOf(stage)
  return names.map((name, i) => ({ name: wordOf(name, kind), state: stateOf(i - at, state) }))
}

// an uninstall deletes files; others only leave nothing lying about
const wordOf = (stage: string, kind: string) =>
  stage === 'clean-up' && kind !== 'uninstall' ? 'tidy-up' : stage

const stateOf = (distance: number, state: Operation['state']): StageState => {
  if (state === 'done' || distance < 0) return 'done'
  if (distance > 0) return 'waiting'
  return state === 'failed' ? 'failed' : 'now'
}

/** A failure in the operator's language; one that another version of Souk stored may have no words here, or other values. */
export const failureWords = ({ code, values }: Failure, { languages }: Services, { locals }: Response) => {
  const key = `operations.failure.${code}`
  const unknown = () => locals.t('operations.failure.other', { code })
  if (languages.english.messages[key] === undefined) return unknown()
  try {
    return locals.t(key, inWords(values, locals))
  } catch {
    return unknown()
  }
}

// an add-on's own words may stand among them
const asText = (value: string | number) => (typeof value === 'string' ? shown(value) : value)

/** What is stored for programs, as a person reads it: a range of versions, a date, an amount. */
const inWords = (values: Failure['values'], { t, format }: Express.Locals) => {
  const { needs, why, at, amount, currency } = values
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)])),
    permission: t('permissions.addons.spend'),
    // it stands inside a sentence of ours, which ends with a stop of its own
    ...(typeof why === 'string' && { why: withoutStop(shown(why)) }),
    ...(typeof needs === 'string' && { needs: rangeInWords(needs, t) }),
    ...(typeof at === 'string' && { date: format.date(at) }),
    ...(typeof amount === 'number' &&
      typeof currency === 'string' && { money: format.money(amount, currency) }),
  }
}
