// Single keys, for operators who have not switched them off (WCAG 2.1.4): only then does the link to Help name one.
document.addEventListener('keydown', event => {
  const help = document.querySelector('[aria-keyshortcuts]')
  if (!help || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input,select,textarea')) return
  // the question mark of Arabic and of wide keyboards too
  if ('?؟？'.includes(event.key)) help.click()
  const search = event.key === '/' && document.querySelector('main [type=search]')
  if (!search) return
  event.preventDefault()
  search.focus()
})
