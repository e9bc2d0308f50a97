import type { Licence, LicenceSecrets } from './accounts/licences.ts'

/** The panel's settings that come with a licence, as `NAME: value`. */
export const settingsLines = (
  { licence, secrets }: { licence: Licence; secrets: LicenceSecrets },
  url: string,
) => ({
  LICENCE_KEY: secrets.key,
  CLIENT_ID: licence.clientId,
  CLIENT_SECRET: secrets.clientSecret,
  WEBHOOK_SECRET: secrets.webhookSecret,
  CLIENT_AREA_URL: url,
})

/** The same as lines of a settings file. */
export const asLines = (settings: Record<string, string>) =>
  Object.entries(settings).map(([name, value]) => `${name}=${value}`)
