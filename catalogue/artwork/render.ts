/**
 * Renders the drawings of this folder into the add-ons' `icon.png`, with a Chromium named on the command line:
 *
 *     npx tsx catalogue/artwork/render.ts CHROMIUM
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { reduceColours, type Colour } from '../../contracts/pictures/palette.ts'
import { encodePng } from '../../contracts/pictures/png-writing.ts'

const side = 128
const colours = 56

const addons = join(import.meta.dirname, '../addons')

async function renderAll(executablePath: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const page = await browser.newPage()
  for (const slug of readdirSync(addons)) await renderIcon(page, slug)
  await browser.close()
}

async function renderIcon(page: Page, slug: string): Promise<void> {
  const drawing = readFileSync(join(import.meta.dirname, `${slug}.svg`), 'base64')
  const pixels = coloursIn(await page.evaluate<number[]>(paint(drawing)))
  const icon = encodePng({ width: side, height: side, ...reduceColours(pixels, colours) })
  for (const version of readdirSync(join(addons, slug))) {
    writeFileSync(join(addons, slug, version, 'icon.png'), icon)
  }
  console.log(`${slug}: ${icon.length} bytes`)
}

// A string, since it runs in the browser, whose types this project does not know.
const paint = (drawing: string) => `(async () => {
  const image = new Image()
  image.src = 'data:image/svg+xml;base64,${drawing}'
  await image.decode()
  const brush = new OffscreenCanvas(${side}, ${side}).getContext('2d')
  brush.drawImage(image, 0, 0)
  return Array.from(brush.getImageData(0, 0, ${side}, ${side}).data)
})()`

function coloursIn(bytes: number[]): Colour[] {
  const at = (position: number) => bytes[position] ?? 0
  return Array.from({ length: bytes.length / 4 }, (_, i) =>
    pixel(at(4 * i), at(4 * i + 1), at(4 * i + 2), at(4 * i + 3)),
  )
}

// All see-through pixels are one colour, so that the palette does not waste places on them.
const pixel = (red: number, green: number, blue: number, opacity: number): Colour =>
  opacity === 0 ? [0, 0, 0, 0] : [red, green, blue, opacity]

const [browserPath] = process.argv.slice(2)
if (browserPath) await renderAll(browserPath)
else console.error('Name the browser: npx tsx catalogue/artwork/render.ts CHROMIUM')
