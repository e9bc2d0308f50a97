import type { Command } from '../command.ts'

export const clientAreaCommands: Command[] = []
