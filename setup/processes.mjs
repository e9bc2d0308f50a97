import { spawn } from 'node:child_process'
import { root } from './folders.mjs'

/** Runs a command to its end. Its output is kept, not shown, unless `show` is set. Never throws: look at `code`. */
export const run = (command, args, { env = process.env, show = false, cwd = root } = {}) =>
  new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    const forward = signal => child.kill(signal)
    process.once('SIGTERM', forward)
    let output = ''
    const done = code => {
      process.off('SIGTERM', forward)
      resolve({ code, output })
    }
    child.stdout?.on('data', chunk => (output += String(chunk)))
    child.stderr?.on('data', chunk => (output += String(chunk)))
    child.once('error', error => {
      output += error.message
      done(127)
    })
    child.once('close', (code, signal) => done(code ?? `stopped by ${signal}`))
  })

/** The last lines of what a command said: enough to see why it failed. */
export const tail = (output, lines = 15) => output.trimEnd().split('\n').slice(-lines).join('\n')
