#!/usr/bin/env node
import { runBin } from '../setup/bin.mjs'

await runBin('souk', 'cli/souk.js', 'operatorCommands')
