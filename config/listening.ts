import { createServer, type RequestListener, type ServerOptions } from 'node:http'

/** How long a browser may take to send a request; how long an answer takes is another matter. */
export const patience: ServerOptions = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
}

/** The panel's server. Stops crawling requests from holding all its connections (Node's own limit is five minutes). */
export const serverOf = (panel: RequestListener, limits: ServerOptions = patience) =>
  createServer(limits, panel)
