import path from 'node:path'
import { localKeyVariables } from '../../lib/local/local-keys.ts'
import { type Account, type Deployment, deploy } from '../../test/support/descriptors/deploy.ts'
import { freePort } from '../../test/support/free-port.ts'
import type { Deployable } from './build-archive.ts'
import type { Stage } from './stage.ts'

/** It has no domain of its own, as an account has none at first. */
export const ACCOUNT: Account = {
  org: 'rehearsal',
  space: 'rehearsal',
  defaultDomain: 'cfapps.example.com',
  ownDomains: [],
}

/** Everything that an instance sees of its environment on Cloud Foundry, and nothing else. */
export async function environmentOf(
  { postgres: { credentials: postgres }, authorizationServer, folder: folderOfStage }: Stage,
  { folder, mta }: Deployable,
  index: number,
  deployment: Deployment = deploy(mta, [], ACCOUNT),
): Promise<Record<string, string>> {
  const { hosts, environment, parameters } = deployment
  const port = await freePort()
  const keys = await localKeyVariables(path.join(folderOfStage, 'keys'))
  const memory = megabytes(String(parameters.memory))
  const xsuaa = authorizationServer.xsuaaCredentials
  const named = (name: string) => ({ name, instance_name: name, binding_name: null, tags: [] })
  return {
    HOME: folder,
    LANG: 'en_US.UTF-8',
    // The buildpack's Node comes first.
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    TMPDIR: '/tmp',
    USER: 'vcap',
    MEMORY_LIMIT: `${memory}m`,
    MEMORY_AVAILABLE: String(memory),
    WEB_MEMORY: String(memory),
    WEB_CONCURRENCY: '1',
    PORT: String(port),
    VCAP_APP_HOST: '0.0.0.0',
    VCAP_APP_PORT: String(port),
    INSTANCE_INDEX: String(index),
    CF_INSTANCE_INDEX: String(index),
    CF_INSTANCE_GUID: `5e0f1c2d-0000-4000-8000-00000000000${index}`,
    CF_INSTANCE_IP: '10.0.0.1',
    CF_INSTANCE_ADDR: `10.0.0.1:${port}`,
    CF_INSTANCE_PORTS: JSON.stringify([{ external: port, internal: port }]),
    DATABASE_URL: postgres.uri ?? '',
    // It takes the place of SAP Credential Store.
    MASTER_KEY_FILE: keys.MASTER_KEY_FILE ?? '',
    VCAP_APPLICATION: JSON.stringify({
      application_id: '0b5f6c1e-7d7a-4a6f-9d0c-3f1f7f1d2a11',
      application_name: 'sf-event-receiver-srv',
      application_uris: hosts,
      uris: hosts,
      organization_name: ACCOUNT.org,
      space_name: ACCOUNT.space,
      limits: { mem: memory, disk: 512, fds: 32_768 },
      process_type: 'web',
    }),
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [
        {
          ...named('sf-event-receiver-xsuaa'),
          label: 'xsuaa',
          plan: 'application',
          credentials: xsuaa,
        },
      ],
      'postgresql-db': [
        {
          ...named('sf-event-receiver-db'),
          label: 'postgresql-db',
          plan: 'free',
          credentials: postgres,
        },
      ],
      destination: [
        {
          ...named('sf-event-receiver-destination'),
          label: 'destination',
          plan: 'lite',
          credentials: {},
        },
      ],
    }),
    ...environment,
  }
}

/** `512M` or `1G` */
function megabytes(size: string): number {
  return Number.parseInt(size, 10) * (/G/i.test(size) ? 1_024 : 1)
}
