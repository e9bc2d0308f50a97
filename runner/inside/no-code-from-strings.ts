/** What runs is what was signed: nothing makes code from a string. Runs inside; uses nothing from outside itself. */
export const noCodeFromStrings = () => {
  const refused = () => {
    throw new EvalError('An add-on makes no code from strings.')
  }
  const fixed = { value: refused, writable: false, configurable: false }
  const samples = [() => {}, async () => {}, function* () {}, async function* () {}]
  for (const sample of samples) Object.defineProperty(Object.getPrototypeOf(sample), 'constructor', fixed)
  for (const name of ['eval', 'Function']) Object.defineProperty(globalThis, name, fixed)
  // nobody is there to share it with
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')
}
