// Loaded before everything else (node --import), and JavaScript on purpose: an older Node cannot even
// read the TypeScript that would tell it so.
const REQUIRED_MAJOR = 24
const major = Number(process.versions.node.split('.')[0])

if (major !== REQUIRED_MAJOR) {
  process.stderr.write(
    `node_version: expected Node ${REQUIRED_MAJOR}, this is Node ${process.versions.node} (${process.execPath}): ${solution()}\n`,
  )
  process.exit(1)
}

function solution() {
  const place = `${process.platform}-${process.arch}${isMusl() ? ' with musl' : ''}`
  if (['linux-x64', 'linux-arm64', 'win32-x64'].includes(place)) {
    return 'run "npm install --include=optional", which brings it for the npm scripts.'
  }
  return `no Node for ${place} comes with this project: install Node ${REQUIRED_MAJOR}; version managers read .nvmrc or .node-version.`
}

// As is-musl.ts, which an older Node cannot read.
function isMusl() {
  if (process.platform !== 'linux') return false
  return process.report.getReport().header.glibcVersionRuntime === undefined
}

// Every npm script loads this file. Imported only now: an older Node cannot read TypeScript.
await import('./end-with-npm.ts')
