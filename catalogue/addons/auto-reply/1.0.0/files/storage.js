const letters = 'abcdefghijklmnopqrstuvwxyz0123456789 .-_+@'

/** Entries whose key begins so. Where they are more than is told at once, some of them: each time others. */
export async function some(souk, prefix) {
  try {
    return await souk.storage.list(prefix)
  } catch (error) {
    if (error.code !== 'too large') throw error
    return some(souk, prefix + letters[Math.floor(Math.random() * letters.length)])
  }
}
