import semver from 'semver'
import type { Translate } from '../../marketplace/messages.ts'

/** Supported versions as words: `>=6.0.0 <7.0.0` is "6.0.0 or newer, below 7.0.0". A range of another form stays as it is. */
export const rangeInWords = (range: string, t: Translate): string => {
  const { from, below } = boundsOf(range)
  if (from && below) return t('addons.range.between', { from, below })
  return from ? t('addons.range.from', { from }) : range
}

const boundsOf = (range: string): { from?: string; below?: string } => {
  const sets = semver.validRange(range) === null ? [] : new semver.Range(range).set
  const [comparators] = sets
  if (sets.length !== 1 || !comparators) return {}
  const [first, second, ...more] = comparators
  if (more.length > 0 || first?.operator !== '>=') return {}
  if (!second) return { from: first.semver.version }
  // a caret range ends "below 7.0.0-0", which means the same to a person
  return second.operator === '<'
    ? { from: first.semver.version, below: second.semver.version.replace(/-0$/, '') }
    : {}
}
