// Cookies ignore ports: each program on a machine needs names of its own. The prefix is a promise that only https can
// keep, and only for cookies of the whole site.
const namesOf = (secure: boolean) => ({
  session: secure ? '__Host-souk_client_area' : 'souk_client_area',
  interaction: 'souk_client_area_interaction',
  resume: 'souk_client_area_resume',
})

/** The provider's cookies; its session is the client area's only session, so that ending it ends all of them. */
export const cookies = (signingKey: string, secure: boolean) => {
  const options = { httpOnly: true, sameSite: 'lax', signed: true, secure, path: '/' } as const
  const { path: _, ...withoutPath } = options
  return { names: namesOf(secure), keys: [signingKey], long: options, short: withoutPath }
}
