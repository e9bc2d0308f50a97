import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

export interface Document {
  name: string
  kind: 'html' | 'css'
  text: string
}

const report = z.object({
  messages: z.array(
    z.object({
      url: z.string().optional(),
      type: z.string(),
      message: z.string(),
      extract: z.string().optional(),
    }),
  ),
})

/**
 * The errors that the checker of the W3C finds in these documents, each once with the first that has it. What it only
 * warns of stays out: roles that Safari needs, sections whose heading stands before them, a guess at the language.
 */
export const checked = async (documents: Document[]): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-checked-'))
  try {
    documents.forEach(({ kind, text }, n) => writeFileSync(join(folder, `${n}.${kind}`), text))
    const { messages } = report.parse(JSON.parse(await ask(folder)))
    const found = new Map<string, string>()
    for (const { url = '', type, message, extract = '' } of messages) {
      if (type === 'info' || tooNew.test(message)) continue
      const name = documents[Number.parseInt(basename(url))]?.name ?? url
      const key = `${message} ${extract.replace(/[0-9a-f-]{6,}|\d+/g, '0')}`
      if (!found.has(key)) found.set(key, `${message}\n  ${name}\n  ${extract.trim()}`)
    }
    return [...found.values()]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// a list of properties grows old: these stand behind @supports
const tooNew = /“animation-timeline”/

const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')

const ask = async (folder: string) => {
  const options = ['--format', 'json', '--stdout', '--exit-zero-always', '--also-check-css']
  const java = promisify(execFile)
  const { stdout } = await java('java', ['-Xss8m', '-jar', jar, ...options, folder], {
    maxBuffer: 100_000_000,
  })
  return stdout
}
