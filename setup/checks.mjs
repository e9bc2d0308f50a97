import { join } from 'node:path'
import { root } from './folders.mjs'
import { run } from './processes.mjs'
import { Stop } from './say.mjs'

/** Types, lint and format: each tool's words are shown only if it complains. */
const checks = [
  { name: 'Types', tool: 'tsc', args: ['--noEmit', '--pretty', 'false'] },
  { name: 'Lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'Format', tool: 'biome', args: ['format'] },
]

export const check = async tell => {
  const complaints = []
  for (const { name, tool, args } of checks) {
    const { code, output } = await run(join(root, 'node_modules/.bin', tool), args)
    tell(`${name}: ${code === 0 ? 'fine' : 'not fine'}`)
    if (code !== 0) complaints.push(`${name}\n${output.trim()}`)
  }
  if (complaints.length > 0) throw new Stop(complaints.join('\n\n'))
}
