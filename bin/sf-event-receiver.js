#!/usr/bin/env node
// JavaScript on purpose, as require-node.js: an older Node must be able to read it.
import '../lib/config/require-node.js'

await import('../lib/cli/run-cli.ts')
