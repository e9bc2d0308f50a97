import type { Command } from './command.ts'

/** The operators' commands, also beside a running panel. */
export const operatorCommands: Command[] = []
