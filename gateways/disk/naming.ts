import { Failed, fail } from '../../marketplace/failures.ts'

/** Gives what a file system answers the name that the operator is told. */
export const named = async <T>(root: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof Failed || !/^E[A-Z0-9]+$/.test(code)) throw error
    if (code === 'ENOSPC' || code === 'EDQUOT') return fail('disk-full', { folder: root }, error)
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
      return fail('disk-read-only', { folder: root }, error)
    return fail('disk-trouble', { folder: root, code }, error)
  }
}
