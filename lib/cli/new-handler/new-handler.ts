import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readConfig } from '../../config/read-config.ts'
import { command, wrongArguments } from '../command.ts'
import { type NewFile, shortPath, writeNewFiles } from '../files/new-files.ts'
import { eventTypeOf, isTypePattern, SHORT_TYPES } from '../send/plan-calls.ts'
import { SERVICE_HELP, SERVICE_OPTIONS } from '../service/service-options.ts'
import { handlerFiles } from './handler-files.ts'
import { type MessageFilesOptions, messageFiles, typeFile } from './message-files.ts'
import { type ReadMessage, readMessage } from './read-message.ts'

const HELP = `npm run new:handler -- <name> [--on <event>] [--json]
npm run new:handler -- <name> --from <message id> [options]

Writes a handler, a test beside it and a message for the test, ready to run. The name is that of the
handler in the monitor and in the database: small letters, digits and dashes.

  --on <event>          ${Object.keys(SHORT_TYPES).join(', ')}, a whole event type, a pattern such
                        as "com.example.*", or "*" for every event; can be given several times (default: hire)
  --from <message id>   takes the type of a stored message, and writes a schema of its keys and parameters, the
                        masked message, and the declaration of a type that the catalogue lacks. Needs a client
                        with Monitor and Reveal, and the service records the reveal
${SERVICE_HELP}
  --json                for scripts

Examples
  npm run new:handler -- leaver --on termination
  npm run new:handler -- badge --on hire --on rehire
  npm run new:handler -- absence --on com.example.TimeOff.Absence.Approved
  npm run new:handler -- archive --on "com.successfactors.Employment.*"
  npm run new:handler -- lost-badge --from 0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b
  npm test -- srv/handlers/leaver.test.ts

Nothing is overwritten. Ends with 0; with 1 where the service refused it; with 2 where something is missing or
wrong.`

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const LONGEST_NAME = 64

export const newHandler = command({
  name: 'new:handler',
  help: HELP,
  options: {
    on: { type: 'string', multiple: true },
    from: { type: 'string' },
    ...SERVICE_OPTIONS,
  },
  async run({ values, positionals }, { signal }) {
    const [name = '', ...others] = positionals
    if (!NAME.test(name) || name.length > LONGEST_NAME || others.length > 0) {
      throw wrongArguments(
        `expected one name of small letters, digits and dashes, such as disable-account, ${LONGEST_NAME} characters at most`,
      )
    }
    if (values.from !== undefined && values.on !== undefined) {
      throw wrongArguments('--from: expected it without --on: the message has the type')
    }
    const config = readConfig()
    const { handlersDir: folder } = config
    const readyMade = path.join(folder, `${name}.json`)
    if (existsSync(readyMade)) {
      throw wrongArguments(`expected a name that is free, ${shortPath(readyMade)} has it`)
    }
    const packages = await packagesOf(process.cwd())
    const runner = packages.has('jest') ? 'jest' : 'node'
    const message =
      values.from === undefined ? null : await readMessage(values.from, values, config, signal)
    const types = message === null ? typesOf(values.on ?? ['hire']) : [message.type]
    const files =
      message === null
        ? handlerFiles({ folder, name, types, runner })
        : filesOf(message, { folder, name, runner })
    await writeNewFiles(files)
    const written = files.map(({ file }) => shortPath(file))
    return {
      exitCode: 0,
      lines: [
        ...written.map((file) => `  ${file}`),
        '',
        `  its test:   npm test -- ${written[1]}`,
        `  try it:     npm run dev, then npm run send -- --file ${written[2]}`,
        ...(message === null || packages.has('zod') ? [] : ['  it needs:   npm install zod']),
      ],
      json: { name, on: types, files: written },
    }
  },
})

/** The packages that a project names in its package.json. */
async function packagesOf(project: string): Promise<Set<string>> {
  const text = await readFile(path.join(project, 'package.json'), 'utf8').catch(() => '{}')
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as {
    dependencies?: object
    devDependencies?: object
  }
  return new Set(Object.keys({ ...dependencies, ...devDependencies }))
}

/** Without the declaration of a type that another handler has brought. */
function filesOf(
  { fixture, event, type }: ReadMessage,
  place: Pick<MessageFilesOptions, 'folder' | 'name' | 'runner'>,
): NewFile[] {
  const { keys, params } = event
  const declared = typeFile(place.folder, type)
  return messageFiles({ ...place, type, keys, params, fixture: writtenOf(fixture) }).filter(
    ({ file }) => file !== declared || !existsSync(declared),
  )
}

function writtenOf({ format, text, mode }: ReadMessage['fixture']) {
  return { format, text, ...(mode !== undefined && { mode }) }
}

function typesOf(given: readonly string[]): string[] {
  const types = [...new Set(given.map(readType))]
  return types.includes('*') ? ['*'] : types
}

function readType(name: string): string {
  if (name === '*' || isTypePattern(name)) return name
  const type = eventTypeOf(name)
  if (type !== null) return type
  throw wrongArguments(
    `--on: expected ${Object.keys(SHORT_TYPES).join(', ')}, an event type with dots, a pattern such as "com.example.*", or "*"`,
  )
}
