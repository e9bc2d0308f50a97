/** `o***e@example.com`: enough to recognise one's own address, too little to learn somebody else's. */
export const masked = (email: string) => {
  const at = email.lastIndexOf('@')
  const name = email.slice(0, at)
  return `${name.slice(0, 1)}***${name.length > 2 ? name.slice(-1) : ''}${email.slice(at)}`
}
