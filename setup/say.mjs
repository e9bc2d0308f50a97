/** An expected reason to end: one sentence for the person at the terminal, exit code 1. */
export class Stop extends Error {}

export const say = text => process.stdout.write(`${text}\n`)

/** Runs one named step of setting up, and says how long it took when that was noticeable. */
export const step = async (name, work, out = process.stdout) => {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const patience = setInterval(() => out.write(`  ${name}: still at it after ${seconds()}\n`), 10_000)
  try {
    const result = await work(text => out.write(`  ${text}\n`))
    if (Date.now() - started > 300) out.write(`  ${name}: done in ${seconds()}\n`)
    return result
  } finally {
    clearInterval(patience)
  }
}

/** Runs a whole program: a Stop becomes its sentence and exit code 1, anything else shows where it broke. */
export const runProgram = async program => {
  try {
    await program()
  } catch (error) {
    process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`)
    process.exitCode = 1
  }
}
