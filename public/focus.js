// After a swap the browser drops focus to the body. A keyboard or screen reader user is put back where the news is:
// the first invalid field, else the row that focus was in, else the heading. A control that still has focus keeps it; a
// button that was pressed in vain does not, nor a way to another page of a list, whose heading stands far above. Where
// nothing had focus and the page asked by itself, somebody is reading: that goes on; and a link that has become another
// one meanwhile is as good as gone.
let before
let words
let row
let source
document.addEventListener('htmx:before:swap', ({ detail }) => {
  before = document.activeElement
  words = before?.textContent
  row = before?.closest('tr')?.id
  source = detail?.ctx?.sourceElement
})
document.addEventListener('htmx:after:swap', () => {
  const main = document.getElementById('main')
  const invalid = main?.querySelector('[aria-invalid="true"]')
  const focused = document.activeElement
  const isInVain = invalid && focused?.matches('button')
  const isUnasked = source?.matches('div,section')
  const isAnother =
    isUnasked && focused === before && focused?.matches('a,button') && focused.textContent !== words
  if (focused && focused !== document.body && !isInVain && !isAnother && !source?.rel) return
  if (before === document.body && isUnasked) return
  const target =
    invalid ?? (row && document.getElementById(row)?.querySelector('a,button')) ?? main?.querySelector('h1')
  if (!target) return
  if (target.tagName === 'H1') target.setAttribute('tabindex', '-1')
  target.focus({ preventScroll: target.tagName === 'H1' })
})

// A whole page that came back with errors is read from what is wrong on.
const problems = document.getElementById('problems')
problems?.setAttribute('tabindex', '-1')
problems?.focus()

// A press that got no answer would pass without a word; what asks by itself only asks again.
document.addEventListener('htmx:error', ({ target, detail }) => {
  const status = document.getElementById('status')
  if (!status || !(detail?.error instanceof TypeError) || target?.method !== 'post') return
  const line = document.createElement('span')
  line.textContent = status.dataset.lost
  status.replaceChildren(line)
})
