/** Keeps something if there is room for it: a message is worth more than its copy on the customer's page. */
export async function ifRoom(kept, souk) {
  try {
    await kept
    return true
  } catch (error) {
    if (error.code !== 'no room') throw error
    souk.log.warn('There is no room left for the pages on which customers read their conversations.')
    return false
  }
}

const defaults = {
  heading: 'Contact us',
  subjects: [],
  thanks: 'Thank you. We have your message.',
  hourlyLimit: 20,
  maxLinks: 3,
  keepDays: 90,
}
export const settingsOf = souk => ({ ...defaults, ...souk.settings })

export const clock = async souk => new Date(await souk.now())
