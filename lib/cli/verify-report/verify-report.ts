import { readConfig } from '../../config/read-config.ts'
import {
  type ErasureReport,
  type PublicKeys,
  verifyErasureReport,
} from '../../encryption/erasure-report.ts'
import { ReceiverError } from '../../errors.ts'
import { command, readTextOf, wrongArguments } from '../command.ts'
import { operationsOf, SERVICE_HELP, SERVICE_OPTIONS } from '../service/service-options.ts'

const HELP = `npm run verify-report -- <file>

Checks the signed report of an erasure, as the monitor or the operations API gave it; - reads standard input.

  --public-keys <file>          the installation's public keys, saved before from /operations/v1/erasure-keys;
                                without it the service is asked
${SERVICE_HELP}
  --json                        for scripts

Exit codes: 0 = the report is genuine; 1 = it is not; 2 = something is missing or wrong.`

export const verifyReport = command({
  name: 'verify-report',
  help: HELP,
  options: { ...SERVICE_OPTIONS, 'public-keys': { type: 'string' } },
  async run({ values, positionals }, { signal }) {
    const [file, ...others] = positionals
    if (file === undefined || others.length > 0) {
      throw wrongArguments('expected npm run verify-report -- <file>')
    }
    const jws = reportIn(await readTextOf('the report', file))
    const saved = values['public-keys']
    const publicKeys =
      saved === undefined
        ? await publicKeysOfService()
        : publicKeysIn(await readTextOf('--public-keys', saved))
    try {
      const report = await verifyErasureReport(jws, publicKeys)
      return { exitCode: 0, lines: linesOf(report), json: { genuine: true, report } }
    } catch (error) {
      if (!(error instanceof ReceiverError)) throw error
      const lines = [`Not genuine: ${error.message}.`]
      return { exitCode: 1, lines, json: { genuine: false, code: error.code } }
    }

    async function publicKeysOfService(): Promise<PublicKeys> {
      const operations = await operationsOf(values, readConfig(), signal)
      return (await operations.get('/erasure-keys')) as PublicKeys
    }
  },
})

/** The bare JWS, or the answer of the operations API. */
function reportIn(text: string): string {
  if (!text.trim().startsWith('{')) return text
  const { report } = parsed('the report', text) as { readonly report?: unknown }
  return typeof report === 'string' ? report : ''
}

function publicKeysIn(text: string): PublicKeys {
  const given = parsed('--public-keys', text) as Partial<PublicKeys>
  if (Array.isArray(given.keys)) return given as PublicKeys
  throw wrongArguments(
    '--public-keys: expected a JWK set, as /operations/v1/erasure-keys answers it',
  )
}

function parsed(option: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {}
  throw wrongArguments(`${option}: expected JSON, the file holds something else`)
}

function linesOf(report: ErasureReport): string[] {
  const { actor } = report
  const rows = Object.entries(report.rows).map(([table, count]) => `${table} ${count}`)
  return [
    'The report is genuine.',
    `  request       ${report.requestId}`,
    `  subject       ${report.subjectId}`,
    `  requested     ${report.requestedAt} by ${actor.person ?? actor.clientId} (${actor.issuer})`,
    `  signed        ${report.signedAt}`,
    `  unreadable    ${rows.join(', ')}`,
    `  cancelled     ${report.cancelledDeliveries} deliveries`,
    `  handlers told ${report.handlersTold.join(', ') || 'none'}`,
    `  not covered   ${report.notCovered.join(', ')}`,
    report.backupsReadable
      ? `  backups       a restore of a backup brings the person back until ${report.backupsUntil}`
      : `  backups       hold ciphertext without a key until ${report.backupsUntil}`,
    `  ledger        recognises the person until ${report.ledgerKeptUntil}`,
  ]
}
