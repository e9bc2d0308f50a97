const digits = ' -0123456789abcdef'

/** All entries whose key begins so and goes on with an id or a date, also where they are more than is told at once. */
export async function every(souk, prefix) {
  try {
    return await souk.storage.list(prefix)
  } catch (error) {
    if (error.code !== 'too large') throw error
    const found = []
    for (const digit of digits) found.push(...(await every(souk, prefix + digit)))
    return found
  }
}

/** The first of them in the order of their keys, however many there are. */
export async function first(souk, prefix) {
  try {
    return await souk.storage.list(prefix)
  } catch (error) {
    if (error.code !== 'too large') throw error
    for (const digit of digits) {
      const found = await first(souk, prefix + digit)
      if (found.length > 0) return found
    }
    return []
  }
}

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
