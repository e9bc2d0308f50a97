import { join } from 'node:path'
import { root } from './folders.mjs'
import { run } from './processes.mjs'
import { Stop } from './say.mjs'

const bin = name => join(root, 'node_modules/.bin', name)

/** Types, lint and format: each tool's words are shown only if it complains. */
const checks = [
  ['Types', bin('tsc'), ['--noEmit', '--pretty', 'false']],
  ['Lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['Format', bin('biome'), ['format']],
]

export const check = async tell => {
  const complaints = []
  for (const [name, command, args] of checks) {
    const { code, output } = await run(command, args)
    tell(`${name}: ${code === 0 ? 'fine' : 'not fine'}`)
    if (code !== 0) complaints.push(`${name}\n${output.trim()}`)
  }
  if (complaints.length > 0) throw new Stop(complaints.join('\n\n'))
}
