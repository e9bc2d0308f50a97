/** An error in words, whatever was thrown. Runs inside; uses nothing from outside itself. */
export const errorWords = (error: unknown, most: number): string => {
  try {
    if (typeof error !== 'object' || error === null) return `It threw ${String(error)}`.slice(0, most)
    const { name, message, stack }: { name?: unknown; message?: unknown; stack?: unknown } = error
    return `${String(name)}: ${String(message)}\n${typeof stack === 'string' ? stack : ''}`
      .trimEnd()
      .slice(0, most)
  } catch {
    return 'It threw something that cannot be shown.'
  }
}
