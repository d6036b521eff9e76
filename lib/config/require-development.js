// Loaded before every script that a production install cannot run (node --import). JavaScript, as in
// require-node.js.
import { readFileSync } from 'node:fs'
import * as modules from 'node:module'
import './require-node.js'

const file = new URL('../../package.json', import.meta.url)
const { devDependencies } = JSON.parse(readFileSync(file, 'utf8'))
const missing = Object.keys(devDependencies).filter((name) => !isInstalled(name))

if (missing.length > 0) {
  const script = process.env.npm_lifecycle_event ?? 'script'
  process.stderr.write(
    `packages_missing: "npm run ${script}" needs the development packages, and ${missing.length} of them are not installed ` +
      `(${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''}): run "npm ci --include=dev".\n`,
  )
  process.exit(1)
}

function isInstalled(name) {
  try {
    return modules.findPackageJSON(name, import.meta.url) !== undefined
  } catch {
    return false
  }
}
