/** The client area's addresses; `base` is the path its public address carries, without a slash at its end. */
export const pathsUnder = (base: string) => {
  const of = (noun: string, name: string, more = '') => `${base}/${noun}/${encodeURIComponent(name)}${more}`
  return {
    base,
    signIn: `${base}/sign-in`,
    /** Sign-in, and from there to one of our own pages; see `ownPage`. */
    signInFor: (page: string) => `${base}/sign-in?next=${encodeURIComponent(page)}`,
    signOut: `${base}/sign-out`,
    language: `${base}/language`,
    account: `${base}/account`,
    revocation: (clientId: string) => of('account/connections', clientId, '/revocation'),
    licences: `${base}/licences`,
    licenceAddress: (id: string) => of('licences', id, '/address'),
    licenceSettings: (id: string) => of('licences', id, '/settings'),
    licenceWebhook: (id: string) => of('licences', id, '/webhook'),
    webhookSecret: (id: string) => of('licences', id, '/webhook-secret'),
    subscriptions: `${base}/subscriptions`,
    cancellation: (id: string) => of('subscriptions', id, '/cancellation'),
    invoices: `${base}/invoices`,
    invoice: (number: string) => of('invoices', number),
    confirmation: (number: string) => of('invoices', number, '/confirmation'),
    cards: `${base}/cards`,
    defaultCard: (id: string) => of('cards', id, '/default'),
    cardRemoval: (id: string) => of('cards', id, '/removal'),
    terms: `${base}/terms`,
    icon: `${base}/assets/icon.svg`,
    openApi: `${base}/api/openapi.json`,
    interaction: (uid: string) => of('interaction', uid),
  }
}
export type Paths = ReturnType<typeof pathsUnder>
