import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './programs.ts'
import { escape, screenAfter } from './terminal.ts'

const clear = `${escape}\\[H${escape}\\[J`

export interface TextBrowser {
  name: string
  /** what the shell runs; `folder` is a home of its own, `config` wrote what belongs there */
  command: (folder: string) => string
  /** the key that draws the whole page anew */
  redraw: string
  /** what is written last of a page, as a pattern */
  lastWritten: string
}

/** A text browser with somebody at its keys, in a terminal that is tall enough for any page of ours. */
export const inTerminal = ({ name, command, redraw, lastWritten }: TextBrowser, columns = 120) => {
  const folder = mkdtempSync(join(tmpdir(), `souk-${name}-`))
  const line = `stty rows 400 cols ${columns}; ${command(folder)}`
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'vt100', LANG: 'C.UTF-8' },
  })
  // from a clear screen to the end of a page; what follows is part of it only up to the next clearing
  const wholePage = new RegExp(`${clear}[^]*${lastWritten}(?:(?!${clear})[^])*`)
  let written = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', chunk => (written += String(chunk)))
  let isOver = false
  const ended = new Promise<void>(done => {
    child.once('close', () => {
      isOver = true
      done()
    })
  })
  // it may end while we type
  child.stdin.on('error', () => (isOver = true))
  const type = (keys: string) => void child.stdin.write(keys)

  /** The page, drawn anew; empty while it loads. */
  const drawn = async () => {
    const from = written.length
    type(redraw)
    const whole = () => wholePage.exec(written.slice(from))?.[0]
    const text = await until(whole, () => name, 150).catch(() => '')
    return screenAfter(text).replace(/\n{3,}/g, '\n\n')
  }
  /** Waits until the page says so; answers with the page. */
  const sees = async (words: string | RegExp) => {
    let page = ''
    const isThere = async () => {
      if (isOver) throw new Error(`${name} has ended: ${written.slice(-500)}`)
      return (page = await drawn()).match(words)
    }
    await until(isThere, () => `${words} in ${name}:\n${page}`, 15_000)
    return page
  }

  return {
    sees,
    type,
    /** waits for the page that has such a place; answers with the number in it */
    numberAt: async (pattern: RegExp) => (await sees(pattern)).match(pattern)?.[1] ?? '',
    leave: async () => {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
