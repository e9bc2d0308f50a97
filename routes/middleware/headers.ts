import helmet from 'helmet'
import type { Services } from '../services.ts'

/** The whole policy is written here: nothing but our own files, no inline anything, forms to us and the client area. */
export const securityHeaders = ({ settings }: Services) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        // covers every redirect of a form too: Login and Logout end at the client area
        'form-action': ["'self'", settings.clientAreaUrl.origin],
      },
    },
    // this host only: other programs of the operator's domain may not speak https
    strictTransportSecurity:
      settings.publicUrl.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
