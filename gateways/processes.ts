import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

// Owners of this very process, for several panels in it: the tests run so.
const living = new Set<string>()

/** A name for whoever works in this process; `end` says that it works no more. */
export const makeOwner = () => {
  const name = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  living.add(name)
  return { name, end: () => living.delete(name) }
}

/** True only if that owner certainly works no more. One on another host is never known to be gone. */
export const isGone = (owner: string) => {
  const [host, pid] = owner.split(':')
  if (host !== hostname()) return false
  return Number(pid) === process.pid ? !living.has(owner) : !isAlive(Number(pid))
}

/** Some process of this machine has that number. */
export const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // the process exists and belongs to somebody else
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
