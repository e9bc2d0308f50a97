import { type Command, runCommand } from '../../cli/command.ts'

export type Said = { code: number; out: string; err: string }

/** Runs commands as somebody at a terminal with these settings; answers with the exit code and what was printed. */
export const terminalOf =
  (program: string, commands: Command[], env: () => Record<string, string | undefined>) =>
  async (...argv: string[]): Promise<Said> => {
    const said = { out: '', err: '' }
    const code = await runCommand(program, commands, argv, {
      out: text => void (said.out += text),
      err: text => void (said.err += text),
      interactive: false,
      env: env(),
    })
    return { code, ...said }
  }
