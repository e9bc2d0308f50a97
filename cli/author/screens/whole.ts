import type { Reply } from '../http.ts'
import { documentOf, type Html } from './html.ts'

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** A page of the workbench's own, or made of an add-on's data. */
export const page = (title: string, body: Html, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  body: documentOf(title, body),
})
