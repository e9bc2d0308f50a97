// GSM 03.38: letters that take one place, and those that take two because an escape goes before them.
const single =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const double = '\f^{}\\[~]|€'

const latin = { name: 'GSM-7', alone: 160, joined: 153, width: letter => (double.includes(letter) ? 2 : 1) }
const unicode = { name: 'UCS-2', alone: 70, joined: 67, width: letter => letter.length }

/** How many text messages a reply becomes, and in which alphabet; the carrier charges each. */
export function countParts(text) {
  const letters = [...text]
  const alphabet = letters.every(letter => (single + double).includes(letter)) ? latin : unicode
  const widths = letters.map(alphabet.width)
  const length = widths.reduce((sum, width) => sum + width, 0)
  const parts = length <= alphabet.alone ? 1 : countJoined(widths, alphabet.joined)
  return { alphabet: alphabet.name, length, parts }
}

// A letter that takes two places is never split over two messages, so it can't be a mere division.
function countJoined(widths, room) {
  let parts = 1
  let used = 0
  for (const width of widths) {
    if (used + width > room) {
      parts++
      used = 0
    }
    used += width
  }
  return parts
}
