const minute = 60
const day = 24 * 60 * minute

/**
 * In seconds. A help desk's connection must outlive any number of quiet days, so what it rests on (grant and refresh
 * token) lives ten years and is ended by Disconnect or by Revoke; what travels often is short.
 */
export const lifetimes = {
  AccessToken: 15 * minute,
  AuthorizationCode: 1 * minute,
  Grant: 3650 * day,
  IdToken: 15 * minute,
  Interaction: 60 * minute,
  RefreshToken: 3650 * day,
  Session: 7 * day,
}
