import { type RequestHandler, Router } from 'express'
import { operations } from './api/operations.ts'
import { ApiProblem, problemReply } from './api/problems.ts'
import type { Services } from './services.ts'

/** What a help desk asks on behalf of the person who logged in; each answer is about its own licence. */
export const apiRoutes = (services: Services) => {
  const router = Router({ caseSensitive: true, strict: true })
  for (const { method, path, handle } of operations) router[method](asPattern(path), handle(services))
  for (const [path, methods] of methodsOf()) router.all(asPattern(path), otherMethod(methods))
  return router
    .use(() => {
      throw new ApiProblem('not_found')
    })
    .use(problemReply(services))
}

const asPattern = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

const methodsOf = () => {
  const methods = new Map<string, string[]>()
  for (const { path, method } of operations)
    methods.set(path, [...(methods.get(path) ?? []), ...(method === 'get' ? ['GET', 'HEAD'] : ['POST'])])
  return methods
}

const otherMethod =
  (methods: string[]): RequestHandler =>
  () => {
    throw new ApiProblem('method_not_allowed', '', { Allow: methods.join(', ') })
  }
