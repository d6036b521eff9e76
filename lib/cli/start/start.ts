import { pathToFileURL } from 'node:url'
import { modulePath } from '../../config/package-files.ts'
import { command, wrongArguments } from '../command.ts'

const HELP = `npm start

Runs the service alone. The environment configures it; .env.example lists every variable. Without a
database or an issuer it starts a local one, but never in production.

SIGTERM or Ctrl-C stops it: it finishes running deliveries and gives back the others.
On Windows, Ctrl-C or Ctrl-Break does the same; "taskkill /F" ends it at once, and its deliveries run again.

Exit codes: 0 = stopped; 1 = it could not start.`

export const start = command({
  name: 'start',
  help: HELP,
  options: {},
  async run({ positionals }) {
    if (positionals.length > 0) throw wrongArguments(`expected no "${positionals[0]}"`)
    // The program handles SIGTERM and SIGINT, and ends this process by itself.
    await import(pathToFileURL(modulePath('srv/server')).href)
    return new Promise<never>(() => {})
  },
})
