import type { Sample } from '../../../catalogue/test/support.ts'
import { codeSample } from '../../support/code-samples.ts'
import { type DeskProbe, grasping } from './grasping.ts'
import { type Probe } from './probe.ts'
import { probes } from './probes.ts'

/** One attack as it is published: an add-on that is signed, listed, installed and asked at its public address. */
export interface Attacker {
  slug: string
  group: string
  probe: DeskProbe
}

const rightsOf = ({ rights }: DeskProbe) => ({ publicAddress: true, storage: 100_000, ...rights })

const settings = {
  type: 'object',
  properties: { a: { type: 'integer', title: 'A number', default: 1 } },
}

/** What it writes down as `TRAP` is the address of a server of ours that nobody is to reach. */
export const sampleOf = ({ slug, probe }: Attacker, trap: string): Sample =>
  codeSample(slug, probe.main.replaceAll('TRAP', trap), {
    rights: rightsOf(probe),
    settings,
    ...(probe.others && { others: filesOf(probe.others) }),
  })

const filesOf = (others: Record<string, string>) =>
  Object.fromEntries(Object.entries(others).map(([path, text]) => [`files/${path}`, text]))

const groups: Record<string, (Probe & DeskProbe)[]> = { ...probes, 'grasps at more': grasping }

/** Every attack there is. */
export const everyAttacker = (): Attacker[] =>
  Object.entries(groups)
    .flatMap(([group, attacks]) => attacks.map(probe => ({ group, probe })))
    .map((one, n) => ({ slug: `attack-${n + 1}`, ...one }))
