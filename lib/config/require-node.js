// Loaded before everything else (node --import), and JavaScript on purpose: an older Node cannot even
// read the TypeScript that would tell it so.
const REQUIRED_MAJOR = 24
const major = Number(process.versions.node.split('.')[0])

if (major !== REQUIRED_MAJOR) {
  process.stderr.write(
    `node_version: expected Node ${REQUIRED_MAJOR}, this is Node ${process.versions.node} (${process.execPath}). ` +
      '"npm ci" without --omit=optional brings the right one for the npm scripts on Linux and Windows x64; ' +
      'elsewhere install Node 24 and run the script again.\n',
  )
  process.exit(1)
}

// Every npm script loads this file. Imported only now: an older Node cannot read TypeScript.
await import('./end-with-npm.ts')
