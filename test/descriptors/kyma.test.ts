import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { TEMPLATE } from '../../lib/cli/init/project-files.ts'
import { readConfig } from '../../lib/config/read-config.ts'

const NO_FILES = { vcapServices: null, folders: null, mistakes: [] }
const read = (file: string) => readFileSync(path.join(TEMPLATE, file), 'utf8')

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly spec: Record<string, unknown>
}
interface Container {
  readonly env: { name: string; value: string }[]
  readonly ports: { name: string; containerPort: number }[]
  readonly resources: { limits: { memory: string } }
  readonly securityContext: Record<string, unknown>
  readonly volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[]
}
interface Pod {
  readonly terminationGracePeriodSeconds: number
  readonly securityContext: Record<string, unknown>
  readonly containers: readonly [Container]
  readonly volumes: { name: string; secret?: { secretName: string } }[]
}

const manifestsOf = (file: string) =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest)
const receiver = manifestsOf('kyma/receiver.yaml')
const services = manifestsOf('kyma/services.yaml')
const specOf = (kind: string) => receiver.find((one) => one.kind === kind)?.spec ?? {}
const template = (
  specOf('Deployment') as { template: { metadata: Manifest['metadata']; spec: Pod } }
).template
const pod = template.spec
const [container] = pod.containers

describe('the manifests for Kyma', () => {
  it('deploy, expose, protect and scale the service', () => {
    expect(receiver.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'Service',
      'APIRule',
      'PodDisruptionBudget',
      'HorizontalPodAutoscaler',
    ])
    const app = 'my-receiver'
    expect(template.metadata.labels).toMatchObject({ app })
    expect(specOf('Deployment').selector).toEqual({ matchLabels: { app } })
    expect(specOf('Service').selector).toEqual({ app })
    expect(specOf('PodDisruptionBudget').selector).toEqual({ matchLabels: { app } })
    expect(specOf('HorizontalPodAutoscaler').scaleTargetRef).toMatchObject({ name: app })
    expect(specOf('APIRule').service).toEqual({ name: app, port: 80 })
  })

  it('run it without root, with a read-only file system and one writable folder', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const writable = container.volumeMounts.filter(({ readOnly }) => !readOnly)
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/tmp'])
    expect(read('Dockerfile')).toContain('\nUSER 1000:1000\n')
  })

  it('give it variables that it takes, the memory of mta.yaml, and time to stop', () => {
    const variables = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
    const config = readConfig(variables, NO_FILES)
    expect(config.port).toBe(container.ports[0]?.containerPort)
    const [module] = (parse(read('mta.yaml')) as { modules: { properties: object }[] }).modules
    const { NODE_OPTIONS, MALLOC_ARENA_MAX, MALLOC_MMAP_THRESHOLD_ } = variables
    expect(module?.properties).toMatchObject({
      NODE_OPTIONS,
      MALLOC_ARENA_MAX,
      MALLOC_MMAP_THRESHOLD_,
    })
    expect(container.resources.limits.memory).toBe('512Mi')
    // 12 s of the service and 5 s before it
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(17)
  })

  it('give it a key store and a master key, as production requires', () => {
    const variables = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
    const file = '/keys/master.key'
    expect(readConfig(variables, NO_FILES).encryption).toEqual({
      keyStore: { kind: 'event-database' },
      masterKey: { kind: 'file', file },
    })
    const mount = container.volumeMounts.find(({ mountPath }) => mountPath === path.dirname(file))
    const secret = pod.volumes.find(({ name }) => name === mount?.name)?.secret?.secretName
    const guide = readFileSync(path.join(TEMPLATE, '../../../../docs/btp.md'), 'utf8')
    expect(guide).toContain(
      `kubectl create secret generic ${secret} --from-literal=${path.basename(file)}=`,
    )
  })

  it('mount a secret of a binding for each folder of SERVICE_BINDING_ROOT', () => {
    const secrets = services
      .filter(({ kind }) => kind === 'ServiceBinding')
      .map(({ spec }) => spec.secretName)
    const mounted = container.volumeMounts.filter(({ mountPath }) =>
      mountPath.startsWith('/bindings/'),
    )
    const used = mounted.map(
      ({ name }) => pod.volumes.find((volume) => volume.name === name)?.secret?.secretName,
    )
    expect(used).toEqual(['my-receiver-xsuaa', 'my-receiver-db', 'my-receiver-destination'])
    expect(secrets).toEqual(expect.arrayContaining(used))
    const instances = services.filter(({ kind }) => kind === 'ServiceInstance')
    for (const { spec } of services.filter(({ kind }) => kind === 'ServiceBinding')) {
      expect(instances.map(({ metadata }) => metadata.name)).toContain(spec.serviceInstanceName)
    }
  })

  it('create an XSUAA instance with the roles of xs-security.json', () => {
    const instance = services.find(({ metadata }) => metadata.name === 'my-receiver-xsuaa')
    const { 'oauth2-configuration': oauth, ...roles } = JSON.parse(read('xs-security.json'))
    expect(instance?.spec.parameters).toEqual({
      ...roles,
      'oauth2-configuration': {
        ...oauth,
        'redirect-uris': oauth['redirect-uris'].map((uri: string) =>
          uri.replace('*.hana.ondemand.com', 'my-receiver.example.kyma.ondemand.com'),
        ),
      },
    })
  })
})
