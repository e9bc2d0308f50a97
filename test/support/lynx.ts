import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './programs.ts'
import { escape, screenAfter } from './terminal.ts'

// Links and fields carry numbers; messages of lynx itself are not waited for.
const configuration = `INFOSECS:0
MESSAGESECS:0
ALERTSECS:0
NO_PAUSE:TRUE
ACCEPT_ALL_COOKIES:TRUE
TEXTFIELDS_NEED_ACTIVATION:TRUE
DEFAULT_KEYPAD_MODE:LINKS_AND_FIELDS_ARE_NUMBERED
CHARACTER_SET:utf-8
NO_FROM_HEADER:TRUE
`
const redraw = '\x0c'
const wholePage = new RegExp(`${escape}\\[H${escape}\\[J[\\s\\S]*history list[\\s\\S]*${escape}\\[m[\\s\\S]*`)

/** Somebody at lynx, in a terminal that is tall enough for any page of ours. */
export const lynxAt = (address: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-lynx-'))
  const file = join(folder, 'lynx.cfg')
  writeFileSync(file, configuration)
  const command = `stty rows 200 cols 120; lynx -cfg='${file}' '${address}'`
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'vt100', LANG: 'C.UTF-8' },
  })
  let written = ''
  child.stdout.on('data', chunk => (written += String(chunk)))
  let isOver = false
  const ended = new Promise<void>(done => {
    child.once('close', () => {
      isOver = true
      done()
    })
  })
  // lynx may end while we type
  child.stdin.on('error', () => (isOver = true))
  const type = (keys: string) => void child.stdin.write(keys)

  /** The page, drawn anew. While lynx loads it swallows keys: no redrawing, no page yet. */
  const drawn = async () => {
    const from = written.length
    type(redraw)
    const whole = () => wholePage.exec(written.slice(from))?.[0]
    const text = await until(whole, () => 'lynx', 400).catch(() => '')
    return screenAfter(text).replace(/\n{3,}/g, '\n\n')
  }
  /** Waits until the page says so; answers with the page. */
  const sees = async (words: string | RegExp) => {
    let page = ''
    const isThere = async () => {
      if (isOver) throw new Error(`lynx has ended: ${written.slice(-500)}`)
      return (page = await drawn()).match(words)
    }
    await until(isThere, () => `${words} in lynx:\n${page}`, 15_000)
    return page
  }
  const goTo = async (pattern: RegExp) => {
    const [, number] = (await sees(pattern)).match(pattern) ?? []
    type(`${number}\r`)
  }

  return {
    sees,
    type,
    /** writes into the field after this label */
    async fill(label: string, text: string) {
      await goTo(new RegExp(`${label} +\\[(\\d+)\\]`))
      await sees(/Inactive/)
      type(`\r${text}\t`)
    },
    /** presses the button with these words */
    async press(button: string) {
      await goTo(new RegExp(`\\(\\[(\\d+)\\]\\w+\\) ${button}`))
      type('\r')
    },
    /** follows the first link with these words */
    follow: (link: string) => goTo(new RegExp(`\\[(\\d+)\\]${link}`)),
    async leave() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
