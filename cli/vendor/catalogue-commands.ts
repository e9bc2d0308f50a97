import type { Command } from '../command.ts'
import { keyCommands } from './keys.ts'
import { publishCommand } from './publish.ts'
import { schemaCommand } from './schema.ts'
import { signCommand } from './sign.ts'
import { withdrawCommand } from './withdraw.ts'

export const catalogueCommands: Command[] = [
  publishCommand,
  withdrawCommand,
  signCommand,
  ...keyCommands,
  schemaCommand,
]
