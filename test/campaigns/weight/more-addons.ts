import { plugin, type Sample } from '../../../catalogue/test/support.ts'
import { iconFor } from '../../../cli/author/starting/icon.ts'

const made: [name: string, summary: string][] = [
  ['Address book', 'Finds customers in the company’s address book and shows their telephone numbers.'],
  ['Call notes', 'Keeps what was said on the telephone beside the conversation it belongs to.'],
  ['Canned answers', 'Answers that are written once and sent many times, with the customer’s name in them.'],
  ['Escalations', 'Tells a team lead when a conversation has waited longer than it was promised.'],
  ['Holiday notes', 'Says on which days nobody reads, in the first answer and in the contact form.'],
  ['Invoice links', 'Recognises invoice numbers in messages and links them to the accounts.'],
  ['Parcel tracking', 'Shows where a parcel is when its number stands in a message.'],
  ['Round robin', 'Gives each new conversation to the operator who has had none for longest.'],
  ['Signatures', 'Puts the right name, office and telephone number below every reply.'],
  ['Spam shield', 'Closes what only sells something before anybody has to read it.'],
  ['Team calendar', 'Shows who is there today, and who is on call at night and on Sundays.'],
  ['Work hours', 'Counts how long each conversation took, by customer and by month.'],
]

/** Add-ons beside our own, so that the first page of the grid is full; each with an icon of its own. */
export const moreAddons: Sample[] = made.map(([name, summary], n) => {
  const slug = name.toLowerCase().replace(' ', '-')
  return {
    slug,
    manifest: {
      ...plugin,
      name,
      summary,
      author: { id: n % 3 ? 'souk' : 'lighthouse', name: n % 3 ? 'Souk' : 'Lighthouse Software' },
      prices: n % 4 ? [] : [{ currency: 'USD', cycle: 'monthly', amount: 300 + n * 100 }],
    },
    files: { 'icon.png': iconFor(slug, 'plugin'), 'files/messages.json': null },
  }
})
