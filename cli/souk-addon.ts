import { checkCommand } from './author/check.ts'
import { createCommand } from './author/create.ts'
import { packCommand } from './author/pack.ts'
import { runAddonCommand } from './author/run.ts'
import { schemaCommand } from './author/schema.ts'

/** The authors' commands: an add-on from its first file to the archive that is published. */
export const authorCommands = [createCommand, checkCommand, runAddonCommand, packCommand, schemaCommand]
