import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readConfig } from '../../config/read-config.ts'
import { command, wrongArguments } from '../command.ts'
import { shortPath, writeNewFiles } from '../files/new-files.ts'
import { eventTypeOf, SHORT_TYPES } from '../send/plan-calls.ts'
import { handlerFiles } from './handler-files.ts'
import type { TestRunner } from './test-text.ts'

const HELP = `npm run new:handler -- <name> [--on <event>] [--json]

Writes a handler, a test beside it and a message for the test, ready to run. The name is that of the
handler in the monitor and in the database: small letters, digits and dashes.

  --on <event>   ${Object.keys(SHORT_TYPES).join(', ')}, a whole event type, or "*" for every
                 event; can be given several times (default: hire)
  --json         for scripts

Examples
  npm run new:handler -- leaver --on termination
  npm run new:handler -- badge --on hire --on rehire
  npm run new:handler -- absence --on com.example.TimeOff.Absence.Approved
  npm test -- srv/handlers

Nothing is overwritten. Ends with 0; with 2 where something is missing or wrong.`

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const LONGEST_NAME = 64

export const newHandler = command({
  name: 'new:handler',
  help: HELP,
  options: { on: { type: 'string', multiple: true } },
  async run({ values, positionals }) {
    const [name = '', ...others] = positionals
    if (!NAME.test(name) || name.length > LONGEST_NAME || others.length > 0) {
      throw wrongArguments(
        `expected one name of small letters, digits and dashes, such as disable-account, ${LONGEST_NAME} characters at most`,
      )
    }
    const types = [...new Set((values.on ?? ['hire']).map(readType))]
    const { handlersDir } = readConfig()
    const readyMade = path.join(handlersDir, `${name}.json`)
    if (existsSync(readyMade)) {
      throw wrongArguments(`expected a name that is free, ${shortPath(readyMade)} has it`)
    }
    const files = handlerFiles({
      folder: handlersDir,
      name,
      types: types.includes('*') ? ['*'] : types,
      runner: await runnerOf(process.cwd()),
    })
    await writeNewFiles(files)
    const written = files.map(({ file }) => shortPath(file))
    return {
      exitCode: 0,
      lines: [
        ...written.map((file) => `  ${file}`),
        '',
        `  its test:   npm test -- ${written[1]}`,
        `  try it:     npm run dev, then npm run send -- --file ${written[2]}`,
      ],
      json: { name, on: types, files: written },
    }
  },
})

/** The runner of a project, by its package.json. */
async function runnerOf(project: string): Promise<TestRunner> {
  const text = await readFile(path.join(project, 'package.json'), 'utf8').catch(() => '{}')
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as {
    dependencies?: object
    devDependencies?: object
  }
  return 'jest' in { ...dependencies, ...devDependencies } ? 'jest' : 'node'
}

function readType(name: string): string {
  if (name === '*') return name
  const type = eventTypeOf(name)
  if (type !== null) return type
  throw wrongArguments(
    `--on: expected ${Object.keys(SHORT_TYPES).join(', ')}, an event type with dots, or "*"`,
  )
}
