/** Text that is HTML already. */
export interface Html {
  html: string
}
type Part = Html | string | number | false | null | undefined | readonly Part[]

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// stops what an add-on or a customer says from becoming markup
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, sign => signs[sign] ?? sign)

/** Escapes everything that is put in, but HTML. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.map((text, i) => text + textOf(parts[i])).join(''),
})

const textOf = (part: Part): string => {
  if (part === false || part === null || part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'html' in part ? part.html : part.map(textOf).join('')
}

/** A whole page of the workbench. */
export const documentOf = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="stylesheet" href="/look.css">
<script src="/follow.js" defer></script>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.html

export const look = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; color: #1c1c1f; background: #fafafa }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
main > div > section { border-top: 1px solid #aaa; margin-top: 1.5rem }
table { border-collapse: collapse; width: 100% }
.wide { overflow-x: auto }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0 }
th { white-space: nowrap }
td { max-width: 24rem; overflow-wrap: anywhere }
caption { text-align: left; font-weight: 600 }
label { display: grid; gap: .25rem; max-width: 36rem; margin-top: .5rem; font-weight: 600 }
label.beside { display: inline; font-weight: 400 }
input:not([type=checkbox], [type=radio]), textarea, select { font: inherit; width: 100%; box-sizing: border-box }
button { font: inherit; margin-top: .5rem; padding: .25rem 1rem }
pre, .said { white-space: pre-wrap; overflow-wrap: anywhere }
.notice { border-left: .3rem solid #0b57a4; padding: .5rem 1rem; background: #eaf2fb; white-space: pre-wrap }
.bad { border-color: #b3261e; background: #fdecea }
.help { color: #55555c; margin: 0 }
.error { color: #b3261e; margin: 0 }
.trap { position: absolute; left: -100rem }
`

/** Shows what is new, unless somebody is typing, or has just followed a link or sent a form: a reload would undo that. */
export const follow = `
const known = document.querySelector('[data-moves]')?.dataset.moves
const isTyped = field => field.defaultValue !== undefined && /^(text|textarea|email|url|number|password)$/.test(field.type) && field.value !== field.defaultValue
const isTyping = () => [...document.querySelectorAll('input, textarea')].some(isTyped)
let isLeaving = false
addEventListener('beforeunload', () => { isLeaving = true })
addEventListener('pageshow', () => { isLeaving = false })
const look = async () => {
  const now = await fetch('/moves').then(answer => answer.text(), () => known)
  if (now !== known && !isTyping() && !isLeaving) location.reload()
}
if (known !== undefined) setInterval(look, 700)
`
