/** What the grid may weigh on a first visit, in bytes as they are sent, bodies only; a KB is a thousand. */
export const budget = {
  /** HTML and styles */
  page: 14_000,
  /** the same with the script */
  withScript: 30_000,
  /** other languages than English may weigh so much more */
  otherLanguages: 1.2,
  /** each picture of a card */
  picture: 2_000,
  requests: 15,
  /** everything of a first visit, headers too */
  all: 100_000,
  /** until the cards are drawn, in Chromium on the same machine */
  visibleMs: 300,
}

/** What one visit to the grid in one language came to. */
export interface Weighed {
  language: string
  cards: number
  html: number
  css: number
  script: number
  largestPicture: number
  requests: number
  all: number
  /** absent where nobody looked with a browser */
  visibleMs?: number
  /** the second visit: what was asked for over the network, and how much came */
  again?: { kinds: string[]; all: number }
  /** requests to anywhere but the panel */
  elsewhere: string[]
}

/** What is over budget, one sentence each; empty when nothing is. */
export const overBudget = (one: Weighed): string[] => {
  const more = one.language === 'en' ? 1 : budget.otherLanguages
  const limits: [what: string, found: number, limit: number][] = [
    ['HTML and styles, in bytes', one.html + one.css, budget.page * more],
    ['HTML, styles and script, in bytes', one.html + one.css + one.script, budget.withScript * more],
    ['the largest picture, in bytes', one.largestPicture, budget.picture],
    ['requests', one.requests, budget.requests],
    ['everything, in bytes', one.all, budget.all],
    ['ms until the cards are drawn', one.visibleMs ?? 0, budget.visibleMs],
  ]
  return [
    ...limits
      .filter(([, found, limit]) => found > limit)
      .map(([what, found, limit]) => `${what}: ${Math.round(found)} of ${Math.round(limit)}`),
    ...one.elsewhere.map(url => `another origin is asked: ${url}`),
    ...(one.cards < 24 ? [`only ${one.cards} cards`] : []),
    ...(one.again && one.again.kinds.join() !== 'Document'
      ? [`the second visit asks for ${one.again.kinds.join(', ')}`]
      : []),
  ].map(words => `${one.language}: ${words}`)
}
