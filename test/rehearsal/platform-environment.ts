import path from 'node:path'
import { freePort } from '../chaos/free-port.ts'
import type { Archive } from './build-archive.ts'
import type { Stage } from './stage.ts'

const HOST = 'sf-event-receiver.cfapps.example.com'
const MEMORY = '512'

/** Everything that an instance sees of its environment on Cloud Foundry, and nothing else. */
export async function environmentOf(
  { postgres: { credentials: postgres }, authorizationServer }: Stage,
  { folder, mta }: Archive,
  index: number,
): Promise<Record<string, string>> {
  const port = await freePort()
  const [module] = mta.modules
  const xsuaa = authorizationServer.xsuaaCredentials
  const named = (name: string) => ({ name, instance_name: name, binding_name: null, tags: [] })
  return {
    HOME: folder,
    LANG: 'en_US.UTF-8',
    // The buildpack's Node comes first.
    PATH: [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    TMPDIR: '/tmp',
    USER: 'vcap',
    MEMORY_LIMIT: `${MEMORY}m`,
    MEMORY_AVAILABLE: MEMORY,
    WEB_MEMORY: MEMORY,
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
    VCAP_APPLICATION: JSON.stringify({
      application_id: '0b5f6c1e-7d7a-4a6f-9d0c-3f1f7f1d2a11',
      application_name: 'sf-event-receiver-srv',
      application_uris: [HOST],
      uris: [HOST],
      organization_name: 'rehearsal',
      space_name: 'rehearsal',
      limits: { mem: Number(MEMORY), disk: 512, fds: 32_768 },
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
    ...(module === undefined ? {} : resolved(module.properties)),
  }
}

/** Properties as the deployer sets them: its placeholders stand for the route. */
function resolved(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{[a-z-]+\}/g, `https://${HOST}`),
    ]),
  )
}
