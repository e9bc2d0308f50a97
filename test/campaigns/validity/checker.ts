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
      subType: z.string().optional(),
      message: z.string(),
      extract: z.string().optional(),
      lastLine: z.number().optional(),
    }),
  ),
})

/** What the checker of the W3C finds wrong or doubtful in these documents, each message once with the first that has it. */
export const checked = async (documents: Document[]): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-checked-'))
  try {
    documents.forEach(({ kind, text }, n) => writeFileSync(join(folder, `${n}.${kind}`), text))
    const { messages } = report.parse(JSON.parse(await ask(folder)))
    const found = new Map<string, string>()
    for (const { url = '', type, subType, message, extract = '' } of messages) {
      const name = documents[Number.parseInt(basename(url))]?.name ?? url
      const key = `${message} ${extract.replace(/[0-9a-f-]{6,}|\d+/g, '0')}`
      if (!found.has(key)) found.set(key, `${subType ?? type}: ${message}\n  ${name}\n  ${extract.trim()}`)
    }
    return [...found.values()]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')

const ask = async (folder: string) => {
  const options = ['--format', 'json', '--stdout', '--exit-zero-always', '--also-check-css']
  const java = promisify(execFile)
  const { stdout } = await java('java', ['-Xss8m', '-jar', jar, ...options, folder], {
    maxBuffer: 100_000_000,
  })
  return stdout
}
