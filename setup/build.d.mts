/** Builds the runner of add-on code alone, if its sources changed. */
export function buildRunner(): Promise<void>
