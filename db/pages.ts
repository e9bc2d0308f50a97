/** One page of a list, from 1; a page past the end is the last one. */
export const pageIn = (total: number, asked: number, size: number) => {
  const pages = Math.max(1, Math.ceil(total / size))
  return { total, pages, page: Math.min(Math.max(1, asked), pages) }
}
