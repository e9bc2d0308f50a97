/** An error in words, whatever was thrown. Runs inside; uses nothing from outside itself. */
export const errorWords = (error: unknown, most: number): string => {
  try {
    const short = (text: unknown) => String(text).slice(0, most)
    if (typeof error !== 'object' || error === null) return `It threw ${short(error)}`.slice(0, most)
    const { name, message, stack }: { name?: unknown; message?: unknown; stack?: unknown } = error
    const trace = typeof stack === 'string' ? short(stack) : ''
    return `${short(name)}: ${short(message)}\n${trace}`.trimEnd().slice(0, most)
  } catch {
    return 'It threw something that cannot be shown.'
  }
}
