/** The client area's addresses; `base` is the path its public address carries, without a slash at its end. */
export const pathsUnder = (base: string) => ({
  base,
  signIn: `${base}/sign-in`,
  signOut: `${base}/sign-out`,
  account: `${base}/account`,
  icon: `${base}/assets/icon.svg`,
  openApi: `${base}/api/openapi.json`,
  interaction: (uid: string) => `${base}/interaction/${encodeURIComponent(uid)}`,
  revocation: (clientId: string) => `${base}/account/connections/${encodeURIComponent(clientId)}/revocation`,
})
export type Paths = ReturnType<typeof pathsUnder>
