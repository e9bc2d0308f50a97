#!/usr/bin/env node
import { runBin } from '../setup/bin.mjs'

await runBin('souk-vendor', 'cli/souk-vendor.js', 'vendorCommands')
