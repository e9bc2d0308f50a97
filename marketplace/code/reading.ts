import { limits } from '../../contracts/runner.ts'
import { fail } from '../failures.ts'
import type { Archives, PlacedRelease } from '../installations.ts'

/** The code of a release, every byte of it checked against the signed list as it is read. Throws Failed. */
export const codeIn = async (
  { read }: Pick<Archives, 'read'>,
  placed: PlacedRelease,
  name: string,
): Promise<ReadonlyMap<string, string>> => {
  const listed = placed.release.files.filter(({ path }) => /\.(m?js|json)$/.test(path))
  const size = listed.reduce((all, { length }) => all + length, 0)
  if (size > limits.code) fail('code-too-large', { name, most: limits.code })
  const files = new Map<string, string>()
  for (const { path } of listed) {
    const bytes = await read(placed, path)
    if (!bytes) return fail('altered', { name })
    files.set(path, bytes.toString('utf8'))
  }
  if (!files.has('main.js')) fail('code-missing', { name })
  return files
}
