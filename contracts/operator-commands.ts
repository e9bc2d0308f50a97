/** A command of the operators' command line, as it is written. */
export interface OperatorCommand {
  words: readonly string[]
  /** what comes after the words, if anything */
  takes?: string
}

const command = (words: string, takes?: string): OperatorCommand => ({
  words: words.split(' '),
  ...(takes && { takes }),
})

/**
 * What `npx souk` can do, in the order in which Help tells it. The words that explain each are a message of the panel,
 * `help.command.<words>`, and in English the same as the command says of itself.
 */
export const operatorCommandLine: OperatorCommand[] = [
  command('addons list'),
  command('addons search', 'WORDS'),
  command('addons show', 'SLUG'),
  command('addons install', 'SLUG'),
  command('addons update', 'SLUG'),
  command('addons rollback', 'SLUG'),
  command('addons activate', 'SLUG'),
  command('addons deactivate', 'SLUG'),
  command('addons uninstall', 'SLUG'),
  command('addons repair', 'SLUG'),
  command('updates'),
  command('update'),
  command('catalogue refresh'),
  command('operators list'),
  command('operators add'),
  command('operators reset-password', 'EMAIL'),
  command('operators disable', 'EMAIL'),
  command('operators enable', 'EMAIL'),
  command('roles'),
  command('activity'),
  command('status'),
  command('safe-mode'),
  command('safe-mode on'),
  command('safe-mode off'),
  command('backup'),
  command('restore', 'FILE'),
  command('routes'),
]
