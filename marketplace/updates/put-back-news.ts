import semver from 'semver'
import type { PutBack } from '../updates.ts'

const barDays = 7

/** Said beside the add-on until that release, or a newer one, is installed after all. */
export const isStillNews = ({ version }: PutBack, installation: { version: string }) =>
  semver.lt(installation.version, version)

/** Said on every page for a week: after that, who looks at the add-on still reads it. */
export const isNewsEverywhere = (putBack: PutBack, installation: { version: string }, now: Date) =>
  isStillNews(putBack, installation) && now.getTime() - Date.parse(putBack.at) < barDays * 86_400_000
