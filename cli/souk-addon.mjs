#!/usr/bin/env node
import { runBin } from '../setup/bin.mjs'

await runBin('souk-addon', 'cli/souk-addon.js', 'authorCommands')
