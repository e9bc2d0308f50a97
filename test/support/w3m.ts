import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inTerminal } from './in-terminal.ts'
import { escape } from './terminal.ts'

// Links and fields carry numbers; a number before a key is how often, or which one.
const options = [
  'display_link_number=1',
  'vi_prec_num=1',
  'accept_cookie=1',
  'use_cookie=1',
  'cookie_reject_domains=',
  'use_history=0',
  'wrap_search=0',
]
// The last line says which page is shown.
const lastWritten = `Viewing <[^${escape}]*${escape}\\[0m`
const top = 'g'
const end = 'G$'
const emptyLine = '\x15'
/** what somebody has as their editor, for texts of several lines */
const editor = '#!/bin/sh\ncat "$HOME/next" > "$1"\n'

/** Somebody at w3m. */
export const w3mAt = (address: string, columns?: number) => {
  let home = ''
  const command = (folder: string) => {
    home = folder
    writeFileSync(join(folder, 'editor'), editor, { mode: 0o755 })
    const all = [...options, `editor=${join(folder, 'editor')} %s`]
    return `w3m -cookie ${all.map(one => `-o '${one}'`).join(' ')} '${address}'`
  }
  const { sees, type, numberAt, leave } = inTerminal(
    { name: 'w3m', command, redraw: '\x0c', lastWritten },
    columns,
  )
  const goTo = async (pattern: RegExp) => type(`${await numberAt(pattern)}[`)
  const fieldOf = (label: string) => new RegExp(`^ *${label}[^[]*\\[(\\d+)\\]\\[`, 'm')

  return {
    sees,
    type,
    leave,
    /** writes into the field below or beside this label, in place of what is there */
    async fill(label: string, text: string) {
      await goTo(fieldOf(label))
      type(`\r${emptyLine}${text}\r`)
    },
    /** presses the last button with these words, which w3m finds from the end of the page */
    async press(button: string) {
      await sees(new RegExp(button, 'm'))
      type(`${end}?${button}\r\r`)
    },
    /** follows the first link with these words */
    async follow(link: string) {
      await goTo(new RegExp(`\\[(\\d+)\\]${link}`))
      type('\r')
    },
    /** writes a text of several lines with an editor, as w3m asks for it */
    async write(label: string, text: string) {
      await sees(label)
      writeFileSync(join(home, 'next'), text)
      type(`${top}/${label}\r\t\r`)
    },
  }
}
