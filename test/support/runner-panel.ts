// A panel as far as the runner knows one: loads an add-on, calls it, says the runner's process id, and stays.
import { hookOf, startRunner } from './runner.ts'

const [, , text = '', input = '{}'] = process.argv
const runner = await startRunner()
await runner.load('addon', hookOf(text))
void runner.hook('addon', { input: JSON.parse(input) })
process.stdout.write(`runner ${runner.pid()}\n`)
