import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { deploy } from '../../test/support/descriptors/deploy.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import { soapMessage } from '../../test/support/soap-message.ts'
import { countMessages } from '../chaos/stored-deliveries.ts'
import type { Archive } from './build-archive.ts'
import { logFindings } from './log-findings.ts'
import { ACCOUNT, environmentOf } from './platform-environment.ts'
import { type PlatformInstance, startInstance } from './platform-instance.ts'
import type { Stage } from './stage.ts'

export interface FirstDeploymentResult {
  readonly hosts: readonly string[]
  /** the descriptor asks XSUAA for the name that the binding has, without its number */
  readonly hasOwnName: boolean
  /** until all instances were ready (ms) */
  readonly readyMs: number
  /** what `connector-settings --check` ended with, and its lines */
  readonly checkPassed: boolean
  readonly checkLines: readonly string[]
  /** of the first call */
  readonly firstStatus: number
  readonly stored: number
  readonly exitCodes: readonly (number | null)[]
  readonly logFindings: readonly string[]
}

const COMPANY = 'ACME'
const CLI = fileURLToPath(new URL('../../lib/cli/run-cli.ts', import.meta.url))

/** The first day of production: an empty database, the extension as it stands, one check and one event. */
export async function rehearseFirstDeployment(
  stage: Stage,
  archive: Archive,
): Promise<FirstDeploymentResult> {
  const { postgres, router, authorizationServer } = stage
  const deployment = deploy(archive.mta, [archive.production], ACCOUNT)
  const { hosts, parameters, resources } = deployment
  const asked = resources.find((one) => one.parameters.service === 'xsuaa')?.parameters.config
  const [given] = authorizationServer.xsuaaCredentials.xsappname.split('!')
  const instances: PlatformInstance[] = []
  try {
    instances.push(
      ...(await Promise.all(
        Array.from({ length: Number(parameters.instances) }, async (_, index) =>
          startInstance(archive, await environmentOf(stage, archive, index, deployment)),
        ),
      )),
    )
    router.route(instances.map(({ url }) => url))
    const check = await checkConnector(stage)
    const first = await firstCall(stage)
    const stops = await Promise.all(instances.map((instance) => instance.stop()))
    return {
      hosts,
      hasOwnName: asked?.xsappname === given,
      readyMs: Math.max(...instances.map(({ readyMs }) => readyMs)),
      checkPassed: check.code === 0,
      checkLines: check.lines,
      firstStatus: first.status,
      stored: await countMessages(postgres.db, first.messageIds),
      exitCodes: stops.map(({ code }) => code),
      logFindings: instances.flatMap(({ log }) => logFindings(log)),
    }
  } finally {
    router.route([])
    await Promise.all(instances.map((instance) => instance.stop()))
  }
}

/** As docs/btp.md says: the service key goes into `npm run connector-settings -- --key - … --check`. */
async function checkConnector({ authorizationServer, router }: Stage) {
  const { clientId, secret } = authorizationServer.clients.successfactors
  const args = [
    'connector-settings',
    '--key',
    '-',
    '--url',
    router.url,
    '--company',
    COMPANY,
    '--check',
  ]
  const child = spawn(process.execPath, [CLI, ...args], {
    env: childEnvironment({ NO_COLOR: '1' }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const credentials = { ...authorizationServer.xsuaaCredentials, clientid: clientId }
  child.stdin.end(JSON.stringify({ credentials: { ...credentials, clientsecret: secret } }))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, lines: out.trim().split('\n') }
}

async function firstCall({ authorizationServer, router }: Stage) {
  const answer = await fetch(`${router.url}/http/successfactors/events/${COMPANY}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await fetchToken(authorizationServer, 'successfactors')}`,
      'content-type': 'text/xml; charset=utf-8',
    },
    body: soapMessage([{ eventId: 'first', userId: '1' }]),
  })
  await answer.arrayBuffer()
  const messageId = answer.headers.get('SAP_MessageProcessingLogID')
  return { status: answer.status, messageIds: messageId === null ? [] : [messageId] }
}
