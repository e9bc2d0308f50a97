import type { Trouble } from '../marketplace/errors.ts'

/** The word for an error of Node's sockets, resolver, TLS or HTTP parser. */
export const troubleOf = (error: unknown, signal: AbortSignal): Trouble => {
  if (signal.aborted) return signal.reason === 'timeout' ? 'timeout' : 'stopped'
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return words.find(([pattern]) => pattern.test(code))?.[1] ?? 'refused'
}

const words: [RegExp, Trouble][] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'name'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, 'timeout'],
  [/^(CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/, 'tls'],
  [/^HPE_(INVALID_EOF_STATE|CLOSED_CONNECTION)$/, 'truncated'],
  [/^HPE_HEADER_OVERFLOW$/, 'too-large'],
  [/^HPE_\w+$/, 'unreadable'],
  [/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|EPIPE)$/, 'truncated'],
]
