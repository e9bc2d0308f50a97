import { type Picture, pictureIn } from '../../../contracts/pictures.ts'
import type { SourceFile, SourceFiles } from '../sources.ts'

export interface CheckedPicture extends Picture {
  bytes: Buffer
}

const limits = { icon: 65_536, screenshot: 2_097_152, screenshots: 8, pixels: 8_000 }

/** The screenshots in the order of their names. */
export const screenshotsOf = ({ files }: SourceFiles) =>
  [...files].filter(([name]) => name.startsWith('screenshots/')).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Pictures are what their bytes are, not what they are called. */
export const checkPictures = (source: SourceFiles) => {
  const shots = screenshotsOf(source)
  return [
    ...checkIcon(source.files.get('icon.png')),
    ...(shots.length > limits.screenshots ? [`screenshots: are more than ${limits.screenshots}`] : []),
    ...shots.flatMap(([name, file]) => checkScreenshot(name, file)),
  ]
}

const checkIcon = (file: SourceFile | undefined) => {
  if (!file) return ['icon.png: is missing']
  const picture = pictureIn(file.bytes)
  if (picture?.type !== 'image/png') return ['icon.png: is not a PNG']
  if (picture.width !== 128 || picture.height !== 128)
    return [`icon.png: is ${picture.width} by ${picture.height} pixels, not 128 by 128`]
  return file.bytes.length > limits.icon ? [`icon.png: is larger than ${limits.icon / 1024} KB`] : []
}

const checkScreenshot = (name: string, { bytes }: SourceFile) => {
  const picture = pictureIn(bytes)
  if (!picture) return [`${name}: is not a PNG, WebP or JPEG`]
  if (Math.max(picture.width, picture.height) > limits.pixels)
    return [`${name}: is larger than ${limits.pixels} pixels`]
  return bytes.length > limits.screenshot ? [`${name}: is larger than 2 MB`] : []
}

/** A picture that was checked before. */
export const pictureOf = (file: SourceFile | undefined): CheckedPicture => {
  const found = file && pictureIn(file.bytes)
  if (!found) throw new Error('a picture was not checked')
  return { ...found, bytes: file.bytes }
}
