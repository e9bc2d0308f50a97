import type { Command } from '../command.ts'

export const catalogueCommands: Command[] = []
