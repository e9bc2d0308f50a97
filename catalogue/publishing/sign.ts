import { freshMetadata } from './chain.ts'
import { refuse } from './refused.ts'
import { inRepository, type OpenRepository, published, type Workplace } from './repository.ts'
import type { Signed } from './signed-state.ts'

const day = 86_400_000

/** Renews snapshot and timestamp, which live for days only. It needs those two keys and no other; meant for cron. */
export const sign = (workplace: Workplace) =>
  inRepository(workplace, async open => {
    const signed = published(open)
    const { targets, root } = signed
    if (!targets) return refuse(`There is no list in ${open.repository} yet: publish something first.`)
    open.need(['snapshot', 'timestamp'], root)
    const signing = { roots: [root], keys: open.keys, now: open.now, life: open.life }
    const chain = freshMetadata(signed, targets, signing)
    await open.writeChain(chain)
    return { kind: 'signed', expires: chain.expires, warnings: warningsOf(open, signed) } as const
  })

const warningsOf = ({ now, life }: OpenRepository, { root, targets, timestampExpires }: Signed) => {
  const daysTo = (time: number) => (time - now.getTime()) / day
  const ending = [root.signed, ...(targets ? [targets.signed] : [])].filter(
    ({ expires }) => daysTo(Date.parse(expires)) < 60,
  )
  const isLate = timestampExpires && daysTo(timestampExpires.getTime()) < life.timestamp / 2
  return [
    ...ending.map(({ type, expires }) => `The signature of ${type} ends on ${expires}.`),
    ...(isLate
      ? [`The last signature ends on ${timestampExpires.toISOString()}: let cron sign every day.`]
      : []),
  ]
}
