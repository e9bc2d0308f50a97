import { freshMetadata } from './chain.ts'
import { refuse } from './refused.ts'
import { inRepository, published, type Workplace } from './repository.ts'

const soon = 60 * 86_400_000

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
    const ending = [root.signed, targets.signed].filter(
      ({ expires }) => Date.parse(expires) - open.now.getTime() < soon,
    )
    return {
      kind: 'signed',
      expires: chain.expires,
      warnings: ending.map(({ type, expires }) => `The signature of ${type} ends on ${expires}.`),
    } as const
  })
