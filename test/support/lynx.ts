import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inTerminal } from './in-terminal.ts'
import { escape } from './terminal.ts'

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
const lastWritten = `history list[^]*${escape}\\[m`
const emptyLine = '\x15'

/** Somebody at lynx. While it loads it swallows keys: no redrawing, no page yet. */
export const lynxAt = (address: string, columns?: number) => {
  const command = (folder: string) => {
    const file = join(folder, 'lynx.cfg')
    writeFileSync(file, configuration)
    return `lynx -cfg='${file}' '${address}'`
  }
  const { sees, type, numberAt, leave } = inTerminal(
    { name: 'lynx', command, redraw: '\x0c', lastWritten },
    columns,
  )
  const goTo = async (pattern: RegExp) => type(`${await numberAt(pattern)}\r`)

  return {
    sees,
    type,
    leave,
    /** writes into the field below or beside this label, in place of what is there */
    async fill(label: string, text: string) {
      await goTo(new RegExp(`^ *${label}[^[]*\\[(\\d+)\\]`, 'm'))
      await sees(/Inactive/)
      type(`\r${emptyLine}${text}\t`)
    },
    /** presses the button with these words */
    async press(button: string) {
      await goTo(new RegExp(`\\(\\[(\\d+)\\]\\w+\\) ${button}`))
      type('\r')
    },
    /** ticks the box, or chooses the button, with this label */
    async tick(label: string) {
      await goTo(new RegExp(`\\[(\\d+)\\][^\\]]*\\] *${label}`))
      type('\r')
    },
    /** an option of the list beside this label: it opens, and is searched */
    async choose(label: string, option: string) {
      await goTo(new RegExp(`^ *${label}[^[]*\\[(\\d+)\\]`, 'm'))
      type(`\r/${option}\r\r`)
    },
    /** goes to an address of its own accord */
    open(to: string) {
      type(`g${emptyLine}${to}\r`)
      return Promise.resolve()
    },
    /** follows the first link with these words */
    follow: (link: string) => goTo(new RegExp(`\\[(\\d+)\\]${link}`)),
  }
}
