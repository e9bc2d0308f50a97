/** An error in words, whatever was thrown. Runs inside; uses nothing from outside itself. */
export const errorWords = (error: unknown, most: number): string => {
  try {
    const short = (text: unknown) => String(text).slice(0, most)
    if (typeof error !== 'object' || error === null) return `It threw ${short(error)}`.slice(0, most)
    const { name, message, stack }: { name?: unknown; message?: unknown; stack?: unknown } = error
    const lines = typeof stack === 'string' ? short(stack).split('\n') : []
    // places in our own script say nothing to the author
    const trace = lines.filter(line => !line.includes('(<souk>:')).join('\n')
    return `${short(name)}: ${short(message)}\n${trace}`.trimEnd().slice(0, most)
  } catch {
    return 'It threw something that cannot be shown.'
  }
}
