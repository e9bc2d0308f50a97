import { catalogueCommands } from './vendor/catalogue-commands.ts'
import { clientAreaCommands } from './vendor/client-area-commands.ts'

/** The vendor's commands: accounts, licences, publishing. */
export const vendorCommands = [...clientAreaCommands, ...catalogueCommands]
