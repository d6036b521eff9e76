import { stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { packPackage, ROOT } from './build-package.ts'

const USAGE = `npm run pack:dist [-- --name @acme/sf-event-receiver]

Builds the package sf-event-receiver-<version>.tgz: compiled JavaScript, types of the handler and testing
API, SQL, the monitor, the template of a project and the documents.

  --name <name>   a scoped name, to publish it in the registry of your company`

const { values } = parseArgs({ options: { name: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help) console.log(USAGE)
else {
  const file = await packPackage(ROOT, values.name === undefined ? {} : { name: values.name })
  const { size } = await stat(file)
  console.log(`${path.relative(process.cwd(), file)}  ${(size / 1_000_000).toFixed(1)} MB`)
}
