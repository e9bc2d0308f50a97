import { runCommand } from '../../cli/command.ts'
import { operatorCommands } from '../../cli/souk.ts'
import { environment } from '../../config/environment.ts'

/** `souk` as a process of its own, from its sources. */
process.exitCode = await runCommand('souk', operatorCommands, process.argv.slice(2), {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  interactive: false,
  env: environment(),
})
