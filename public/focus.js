// After a swap the browser drops focus to the body. A keyboard or screen reader user is put back where the news is:
// the first invalid field, else the heading. A field that still has focus keeps it; a button that was pressed in vain does not.
document.addEventListener('htmx:after:swap', () => {
  const main = document.getElementById('main')
  const invalid = main?.querySelector('[aria-invalid="true"]')
  const focused = document.activeElement
  const isInVain = invalid && focused?.matches('button')
  if (focused && focused !== document.body && !isInVain) return
  const target = invalid ?? main?.querySelector('h1')
  if (!target) return
  if (target.tagName === 'H1') target.setAttribute('tabindex', '-1')
  target.focus({ preventScroll: target.tagName === 'H1' })
})

// A press that got no answer would pass without a word; what asks by itself only asks again.
document.addEventListener('htmx:error', ({ target, detail }) => {
  const status = document.getElementById('status')
  if (!status || !(detail?.error instanceof TypeError) || target?.method !== 'post') return
  const line = document.createElement('span')
  line.textContent = status.dataset.lost
  status.replaceChildren(line)
})
