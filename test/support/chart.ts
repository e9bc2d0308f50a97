/** What the first chart of a page shows, and what the table beside it says, both as numbers of the same unit. */
export const chartIn = (html: string) => {
  const figure = /<figure class="chart-figure"[\s\S]*?<\/figure>/.exec(html)?.[0] ?? ''
  const top = numberIn(/class="chart-top"[^>]*data-label="([^"]*)"/.exec(figure)?.[1])
  const rects = [...figure.matchAll(/<rect class="look-(\d)" x="([\d.]+)%"[^>]* height="([\d.]+)%"/g)]
  const rows = [...figure.matchAll(/<tr><th scope="row">([^<]*)<\/th>(.*?)<\/tr>/g)]
  return {
    label: /role="img" aria-label="([^"]*)"/.exec(figure)?.[1] ?? '',
    head: [...figure.matchAll(/<th scope="col"><bdi>([^<]*)/g)].map(([, name]) => name),
    rows: rows.map(([, head, cells = '']) => ({
      head,
      cells: [...cells.matchAll(/<td>([^<]*)/g)].map(([, text]) => numberIn(text)),
    })),
    /** what is drawn, from left to right, and in each column from the bottom up */
    drawn: rects.map(([, look, x, height]) => ({
      look: Number(look),
      column: Math.floor((Number(x) / 100) * rows.length),
      value: Math.round(Number(height) * top) / 100,
    })),
  }
}

const numberIn = (text = '') => Number(text.replaceAll(/[^\d.]/g, ''))
