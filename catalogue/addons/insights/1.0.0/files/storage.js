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
