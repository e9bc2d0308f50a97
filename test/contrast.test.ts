import { expect } from 'chai'
import { describe, it } from 'mocha'
import { textOf } from './support/sources.ts'

// --name: light-dark(#light, #dark)
const colours = new Map(
  [
    ...textOf('public/css/00-tokens.css').matchAll(
      /--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, [light, dark]] as const),
)

/** Relative luminance, as WCAG defines it. */
const luminanceOf = (colour: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (one: string, other: string) => {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['ground', 'surface', 'sunken']
const tones = ['accent', 'good', 'warning', 'bad']

/** Colours of which the first is seen on the second, with the least contrast that WCAG 2.2 AA allows. */
const pairs: [string, string, number][] = [
  ...grounds.flatMap((on): [string, string, number][] => [
    ['ink', on, 4.5],
    ['soft', on, 4.5],
    ['accent', on, 4.5],
    ['control-line', on, 3],
    ['focus', on, 3],
  ]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ...tones.flatMap((tone): [string, string, number][] => [
    [tone, `${tone}-ground`, 4.5],
    ['ink', `${tone}-ground`, 4.5],
    ['focus', `${tone}-ground`, 3],
  ]),
]

describe('The colours of the panel', () => {
  for (const [theme, at] of [
    ['light', 0],
    ['dark', 1],
  ] as const)
    it(`stand out from what they lie on, text and edges and focus, in the ${theme}`, () => {
      const faint = pairs.flatMap(([name, on, least]) => {
        const [one, other] = [colours.get(name)?.[at], colours.get(on)?.[at]]
        if (!one || !other) return [`${name} on ${on}: no such colour`]
        const measured = contrast(one, other)
        return measured < least ? [`${name} on ${on}: ${measured.toFixed(2)} instead of ${least}`] : []
      })
      expect(faint).to.deep.equal([])
    })
})
