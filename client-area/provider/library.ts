/**
 * Loads oidc-provider. It says on every start that Node 20 is not supported, which operators of a client area can't
 * change; that one line is left out, everything else it warns about is printed.
 */
export const loadLibrary = async () => {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}
export type Library = Awaited<ReturnType<typeof loadLibrary>>
