import { type DiskTrouble, diskSentence, diskTroubleOf } from '../../marketplace/disk-trouble.ts'
import { NotRefreshed } from '../../marketplace/errors.ts'

/** The panel's own disk did not take the list. Said as everywhere at the terminal: no folder, no code of the system. */
export const unstored = (error: unknown) => new NotRefreshed('disk', diskSentence(troubleIn(error)), error)

// tuf-js passes on what the file system said as text
const troubleIn = (error: unknown): DiskTrouble => {
  const words = String(error)
  if (/\b(ENOSPC|EDQUOT)\b/.test(words)) return 'full'
  if (/\b(EROFS|EACCES|EPERM)\b/.test(words)) return 'read-only'
  return diskTroubleOf(error) ?? 'failing'
}
