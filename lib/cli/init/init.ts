import path from 'node:path'
import { command, wrongArguments } from '../command.ts'
import { shortPath, writeNewFiles } from '../files/new-files.ts'
import { packEngine } from './pack-engine.ts'
import { projectFiles } from './project-files.ts'

const HELP = `sf-event-receiver init <folder> [--engine <spec>] [--json]

Writes a project of your own: an example handler with its test, the descriptors for SAP BTP, pipelines and
npm scripts. The name of the folder becomes the name of the service.

  --engine <spec>   where npm finds this package, such as npm:@acme/sf-event-receiver@0.1.0 in the registry
                    of your company (default: a copy in vendor/)
  --json            for scripts

Example: npm exec --package=./sf-event-receiver-0.1.0.tgz -- sf-event-receiver init my-receiver

Nothing is overwritten. Ends with 0; with 2 where something is missing or wrong.`

/** A name that npm, Cloud Foundry and XSUAA accept. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const LONGEST_NAME = 40

export const init = command({
  name: 'init',
  help: HELP,
  options: { engine: { type: 'string' } },
  async run({ values, positionals }) {
    const [given = '', ...others] = positionals
    const folder = path.resolve(given)
    const name = path.basename(folder)
    if (given === '' || others.length > 0 || !NAME.test(name) || name.length > LONGEST_NAME) {
      throw wrongArguments(
        `expected one folder with a name of small letters, digits and dashes, such as my-receiver, ${LONGEST_NAME} characters at most`,
      )
    }
    const packed = values.engine === undefined ? await packEngine() : null
    const engine = values.engine ?? `file:vendor/${packed?.name}`
    const files = (await projectFiles({ name, engine })).map(({ file, text }) => ({
      file: path.join(folder, file),
      text,
    }))
    const vendored =
      packed === null
        ? []
        : [{ file: path.join(folder, 'vendor', packed.name), text: packed.content }]
    await writeNewFiles([...files, ...vendored])
    const written = [...files, ...vendored].map(({ file }) => shortPath(file))
    return {
      exitCode: 0,
      lines: [
        ...written.map((file) => `  ${file}`),
        '',
        `  next:   cd ${shortPath(folder)} && npm install && npm test && npm run demo`,
      ],
      json: { name, engine, files: written },
    }
  },
})
