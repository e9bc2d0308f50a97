import type { Response } from 'express'
import type { SettingField } from '../../marketplace/settings.ts'
import type { SettingError } from '../../marketplace/settings/checking.ts'

type Say = Response['locals']['t']

/** What is wrong with a field, with the next step. Of a list it names the line. */
export const errorWords = ({ code, limit, line }: SettingError, label: string, t: Say) => {
  if (line === undefined) return t(`settings.error.${code}`, { label, limit })
  const isLength = code === 'too-long' || code === 'too-short'
  return t(`settings.error.line.${isLength ? code : 'form'}`, { label, limit, line })
}

/** How to fill in a field, where its rules say so. */
export const hintOf = (property: SettingField['property'], t: Say): string | null => {
  switch (property.type) {
    case 'integer':
    case 'number':
      return boundsInWords(property, t)
    case 'array':
      return property.items.enum || property.items.oneOf ? null : t('settings.one-per-line')
    case 'string':
    case 'boolean':
      return null
  }
}

interface Bounds {
  minimum?: number | undefined
  maximum?: number | undefined
}

const boundsInWords = ({ minimum, maximum }: Bounds, t: Say) => {
  if (minimum !== undefined && maximum !== undefined)
    return t('settings.between', { least: minimum, most: maximum })
  if (minimum !== undefined) return t('settings.at-least', { least: minimum })
  return maximum === undefined ? null : t('settings.at-most', { most: maximum })
}
