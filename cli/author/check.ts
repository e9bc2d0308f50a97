import type { Source } from '../../catalogue/publish.ts'
import { runsCode } from '../../marketplace/code/rights.ts'
import { type Command, Failed } from '../command.ts'
import { type Bench, openBench } from './bench.ts'
import { readRelease, sourcesIn } from './releases.ts'

export const checkCommand: Command = {
  words: ['check'],
  about: 'Checks releases as publishing does, and loads their code as a help desk would.',
  positionals: ['DIR-or-archive'],
  options: { json: { type: 'boolean', about: 'print JSON' } },
  async run(given, [path = ''], io) {
    const found = await checkAll(await sourcesIn(path))
    if (given['json']) io.out(`${JSON.stringify(found)}\n`)
    else {
      for (const warning of found.warnings) io.err(`Warning: ${warning}\n`)
      for (const { slug, version } of found.fine) io.out(`${slug} ${version} is fine\n`)
    }
    if (found.problems.length > 0) throw new Failed(found.problems.join('\n'))
  },
}

interface Found {
  fine: { slug: string; version: string }[]
  problems: string[]
  warnings: string[]
}

const checkAll = async (sources: readonly Source[]) => {
  const found: Found = { fine: [], problems: [], warnings: [] }
  const bench = await openBench({})
  try {
    for (const source of sources) await checkOne(source, bench, found)
  } finally {
    await bench.close()
  }
  return found
}

const checkOne = async (source: Source, bench: Bench, found: Found) => {
  const read = await readRelease(source)
  if (read.kind === 'wrong') return void found.problems.push(...read.problems)
  const { manifest: m, warnings } = read.release
  found.warnings.push(...warnings)
  const why = runsCode(m) ? await bench.tryCode(read.release) : undefined
  if (why === undefined) found.fine.push({ slug: m.slug, version: m.version })
  else found.problems.push(`${m.slug} ${m.version}: files/main.js: ${why}`)
}
