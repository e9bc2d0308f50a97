import type { Response } from 'express'
import type { Operation } from '../../marketplace/operations.ts'
import type { Services } from '../services.ts'
import { titleWords } from './view.ts'

/** The stage at whose end another release is the installed one. */
const flips: Record<string, string | undefined> = {
  update: 'switch',
  rollback: 'switch-back',
  'put-back': 'switch-back',
}
const newsMs = 10_000

/** An end that whoever waited for it has not heard of yet. */
export const isNews = (finishedAt: string, now: Services['now']) =>
  now().getTime() - Date.parse(finishedAt) < newsMs

/** What the status region says of an update: from the moment the new release is the installed one, for a little while. */
export const movedWords = (operation: Operation | undefined, services: Services, res: Response) => {
  if (!operation || !hasMoved(operation, services)) return null
  return titleWords({ ...operation, state: 'done' }, res)
}

/** What the status region says to who looked on while something was installed, or while an update failed. */
export const endedWords = (operation: Operation | undefined, { now }: Services, res: Response) => {
  if (!operation?.finishedAt || (operation.kind !== 'install' && !isFailedMove(operation))) return null
  return isNews(operation.finishedAt, now) ? titleWords(operation, res) : null
}

/** It was to become another release, and did not. */
export const isFailedMove = ({ kind, state }: Operation) => state === 'failed' && flips[kind] !== undefined

/** It was to go on with what an uninstall left behind, and could not. */
export const isNotTakenOver = ({ state, failure }: Operation) =>
  state === 'failed' && failure?.code === 'kept-not-taken-over'

const hasMoved = (operation: Operation, { operations, now }: Services) => {
  const { kind, state, stage, finishedAt } = operation
  const flip = flips[kind]
  if (flip === undefined || state === 'failed') return false
  if (finishedAt !== null) return isNews(finishedAt, now)
  const stages = operations.stagesOf(operation)
  return stages.indexOf(stage) > stages.indexOf(flip)
}
