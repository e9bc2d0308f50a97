import { mostPixels, type Picture, pictureIn, soundPicture } from '../../../contracts/pictures.ts'
import type { SourceFile, SourceFiles } from '../sources.ts'

export interface CheckedPicture extends Picture {
  bytes: Buffer
}

const limits = { icon: 65_536, screenshot: 2_097_152, screenshots: 8, pixels: 8_000 }

/** The screenshots in the order of their names. */
export const screenshotsOf = ({ files }: SourceFiles) =>
  [...files].filter(([name]) => name.startsWith('screenshots/')).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Pictures are what their bytes are, not what they are called. */
export const checkPictures = async (source: SourceFiles) => {
  const shots = screenshotsOf(source)
  return [
    ...(await checkIcon(source.files.get('icon.png'))),
    ...(shots.length > limits.screenshots ? [`screenshots: are more than ${limits.screenshots}`] : []),
    ...(await Promise.all(shots.map(([name, file]) => checkScreenshot(name, file)))).flat(),
  ]
}

const checkIcon = async (file: SourceFile | undefined) => {
  if (!file) return ['icon.png: is missing']
  const picture = pictureIn(file.bytes)
  if (picture?.type !== 'image/png') return ['icon.png: is not a PNG']
  if (picture.width !== 128 || picture.height !== 128)
    return [`icon.png: is ${picture.width} by ${picture.height} pixels, not 128 by 128`]
  if (file.bytes.length > limits.icon) return [`icon.png: is larger than ${limits.icon / 1024} KB`]
  return checkSound('icon.png', file)
}

const checkScreenshot = async (name: string, file: SourceFile) => {
  const picture = pictureIn(file.bytes)
  if (!picture) return [`${name}: is not a PNG, WebP or JPEG`]
  const { width, height } = picture
  if (Math.max(width, height) > limits.pixels || width * height > mostPixels)
    return [`${name}: is larger than ${limits.pixels} pixels, or than ${mostPixels / 1e6} million of them`]
  if (file.bytes.length > limits.screenshot) return [`${name}: is larger than 2 MB`]
  return checkSound(name, file)
}

// a panel would not show it
const checkSound = async (name: string, { bytes }: SourceFile) =>
  (await soundPicture(bytes))
    ? []
    : [`${name}: is damaged, moves, or holds more than one picture; save it again as a plain one`]

/** A picture that was checked before. */
export const pictureOf = (file: SourceFile | undefined): CheckedPicture => {
  const found = file && pictureIn(file.bytes)
  if (!found) throw new Error('a picture was not checked')
  return { ...found, bytes: file.bytes }
}
