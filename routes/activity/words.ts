import type { Language } from '../../marketplace/messages.ts'

/** What was done, in words; an act no message knows (of an add-on, or of a later version) is shown by its name. */
export const actInWords =
  ({ t }: Express.Locals, english: Language) =>
  (act: string) => {
    const key = `activity.act.${act}`
    return english.messages[key] === undefined ? t('activity.act', { act }) : t(key)
  }
