import { cronIn, nextAfter } from './cron.ts'
import { inboxEventNames } from './inbox.ts'
import { hostRule, type Permissions } from './manifest.ts'

/** What is wrong with permissions of which every field has its form: one sentence each, beginning with the field. */
export const problemsWith = ({ hosts, events, inbox, pages, schedule }: Permissions): string[] => [
  ...hosts
    .filter(host => !isHostName(host))
    .map(host => `hosts: "${host}" is no name of a host: ${hostRule}`),
  ...events
    .filter(name => !known.includes(name))
    .map(name => `events: there is no event "${name}": there are ${known.join(', ')}`),
  ...twiceIn(events).map(name => `events: "${name}" stands there twice`),
  ...twiceIn(inbox).map(act => `inbox: "${act}" stands there twice`),
  ...twiceIn(pages.map(({ id }) => id)).map(id => `pages: two pages have the id "${id}"`),
  ...(schedule === null || comesEver(schedule)
    ? []
    : [
        `schedule: "${schedule}" is no schedule: write minute, hour, day, month and weekday, as "0 6 * * *", or null`,
      ]),
]

const known: readonly string[] = inboxEventNames

// the last part begins with a letter: what ends in a number is an IP address, however it is written
const isHostName = (host: string) =>
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(host)

const twiceIn = <T>(all: readonly T[]) => [...new Set(all.filter((one, i) => all.indexOf(one) < i))]

const comesEver = (schedule: string) => {
  const cron = cronIn(schedule)
  return cron !== undefined && nextAfter(cron, new Date(0)) !== undefined
}
