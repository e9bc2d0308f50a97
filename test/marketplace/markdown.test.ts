import { expect } from 'chai'
import fc from 'fast-check'
import { proseFrom } from '../../marketplace/markdown.ts'

describe("An author's Markdown on our page", () => {
  const hostile: [string, string][] = [
    ['a script', '<script>alert(1)</script>'],
    ['an image with a handler', '<img src=x onerror=alert(1)>'],
    ['a javascript link', '[x](javascript:alert(1))'],
    ['a data link', '[x](data:text/html,<script>1</script>)'],
    ['an htmx attribute', '<div hx-get="/addons" data-hx-post="/x">x</div>'],
    ['a picture from elsewhere', '![x](https://example.com/track.png)'],
    ['a link into the panel', '[Sign out](/sign-out)'],
    ['a frame', '<iframe src="https://example.com"></iframe>'],
  ]
  for (const [name, text] of hostile)
    it(`makes ${name} harmless`, () => {
      expect(proseFrom(text)).not.to.match(
        /<(script|img|iframe|div)|href="(javascript|data|\/)|<[^>]+ (on\w+|hx-|data-)/i,
      )
    })

  it('keeps paragraphs, lists, code and links that lead out', () => {
    expect(proseFrom('# Hello\n\n- one\n\n[site](https://example.com)')).to.equal(
      '<h3>Hello</h3>\n<ul>\n<li>one</li>\n</ul>\n<p><a href="https://example.com" rel="nofollow noopener noreferrer ugc">site</a></p>\n',
    )
  })
  it('prints a template as it stands', () => {
    expect(proseFrom('{{ 7*7 }}')).to.contain('{{ 7*7 }}')
  })
  it('lets no tag through but those of prose, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), text => {
        const tags = [...proseFrom(text).matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag)
        expect(
          tags.filter(tag =>
            /^(script|style|img|iframe|svg|form|input|object|base|meta|link)$/i.test(tag ?? ''),
          ),
        ).to.deep.equal([])
      }),
    )
  })
})
