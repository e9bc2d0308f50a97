import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image')

/**
 * Outside text to HTML that may stand on our page: markdown-it escapes tags and drops images, sanitize-html is the
 * second wall. Headings sink two levels below the page's own; links lead out, with http(s) only.
 */
export const proseFrom = (text: string): string =>
  sanitize(markdown.render(text), {
    allowedTags: [
      'p',
      'h3',
      'h4',
      'h5',
      'h6',
      'ul',
      'ol',
      'li',
      'strong',
      'em',
      'code',
      'pre',
      'blockquote',
      'a',
      'hr',
      'br',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
    ],
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
    allowedSchemes: ['http', 'https'],
    // a relative link would point into this panel
    exclusiveFilter: ({ tag, attribs }) => tag === 'a' && !/^https?:/i.test(attribs['href'] ?? ''),
    transformTags: {
      h1: 'h3',
      h2: 'h3',
      h3: 'h4',
      h4: 'h5',
      h5: 'h6',
      a: sanitize.simpleTransform('a', { rel: 'nofollow noopener noreferrer ugc' }),
    },
  })
