import { expect } from 'chai'
import { describe, it } from 'mocha'
import { leanScript, leanStyles } from '../../routes/middleware/lean.ts'

describe('What browsers are sent of styles and scripts', () => {
  it('has no comments and no blank that means nothing, and every one that does', () => {
    const styles = `/* why:
      so */
      .a  .b:hover,
      .c > :is(.d, p) { content: "x  /* y */ ; z"; margin: calc(1px + 2px) -1px ; }
      @media (min-width: 64rem) and (hover) { .e { color: red; } }
    `
    expect(leanStyles(styles)).to.equal(
      '.a .b:hover,.c > :is(.d,p){content:"x  /* y */ ; z";margin:calc(1px + 2px) -1px}' +
        '@media (min-width:64rem) and (hover){.e{color:red}}',
    )
  })

  it('keeps every line of code, whatever stands in it', () => {
    const script =
      "// why\nconst site = 'https://x' // here\n\n  // and why\n  go(site)\n//# sourceMappingURL=x.map"
    expect(leanScript(script)).to.equal("const site = 'https://x' // here\n  go(site)\n")
  })
})
