/** A binding before it is written in one of the shapes; all values are invented. */
export interface AnyBinding {
  readonly offering: string
  readonly plan: string
  readonly instance: string
  readonly credentials: Readonly<Record<string, unknown>>
}

export const XSUAA: AnyBinding = {
  offering: 'xsuaa',
  plan: 'application',
  instance: 'harbour-xsuaa',
  credentials: {
    clientid: 'sb-harbour!t7',
    clientsecret: 'hidden-1$quay=',
    'credential-type': 'binding-secret',
    url: 'https://quay.authentication.eu10.hana.example',
    apiurl: 'https://api.authentication.eu10.hana.example',
    uaadomain: 'authentication.eu10.hana.example',
    xsappname: 'harbour!t7',
    identityzone: 'quay',
    identityzoneid: 'tenant-1',
    tenantid: 'tenant-1',
    subaccountid: 'tenant-1',
    zoneid: 'tenant-1',
    tenantmode: 'dedicated',
    serviceInstanceId: '5d1c0000-0000-4000-8000-000000000001',
    sburl: 'https://internal-xsuaa.authentication.eu10.hana.example',
    verificationkey: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n',
  },
}

/** with `credential-type` x509: not for logins */
export const XSUAA_X509: AnyBinding = {
  ...XSUAA,
  credentials: {
    ...XSUAA.credentials,
    clientsecret: undefined,
    'credential-type': 'x509',
    certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    key: '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n',
    certurl: 'https://quay.authentication.cert.eu10.hana.example',
    'certificate-pinning': true,
  },
}

export const IDENTITY: AnyBinding = {
  offering: 'identity',
  plan: 'application',
  instance: 'harbour-identity',
  credentials: {
    clientid: '0c1d0000-0000-4000-8000-000000000002',
    clientsecret: 'hidden-2',
    url: 'https://harbour.accounts.example',
    domains: ['accounts.example', 'accounts.cloud.example'],
    app_tid: 'tenant-1',
    osb_url: 'https://eu-osb.accounts.example/sap/cp-kernel/identity-provisioning',
  },
}

/** as older brokers wrote it */
export const OLD_IDENTITY: AnyBinding = {
  ...IDENTITY,
  credentials: { ...IDENTITY.credentials, domains: undefined, domain: 'accounts.example' },
}

export const EVENT_BROKER: AnyBinding = {
  offering: 'event-broker',
  plan: 'event-connectivity',
  instance: 'harbour-event-broker',
  credentials: {
    systemId: '6a1d0000-0000-4000-8000-000000000005',
    'authentication-type': 'X509_IAS',
    eventing: { http: { x509: { url: 'https://eventing.example/events' } } },
    ias: { clientId: '7b1d0000-0000-4000-8000-000000000006' },
  },
}

export const POSTGRESQL: AnyBinding = {
  offering: 'postgresql-db',
  plan: 'standard',
  instance: 'harbour-db',
  credentials: {
    uri: 'postgres://user1:hidden-3@db.postgres.example:2345/name1',
    hostname: 'db.postgres.example',
    port: '2345',
    dbname: 'name1',
    username: 'user1',
    password: 'hidden-3',
    sslrootcert: '-----BEGIN CERTIFICATE-----\nROOT\n-----END CERTIFICATE-----\n',
    sslcert: '-----BEGIN CERTIFICATE-----\nCERT\n-----END CERTIFICATE-----\n',
  },
}

/** Other bindings, which our readers must ignore: nested, with dashes, with lists. */
export const NEIGHBOURS: readonly AnyBinding[] = [
  {
    offering: 'cloud-logging',
    plan: 'dev',
    instance: 'harbour-logs',
    credentials: {
      'ingest-endpoint': 'ingest.logs.example',
      'ingest-password': 'hidden-4',
      'server-ca': '-----BEGIN CERTIFICATE-----\nLOGS\n-----END CERTIFICATE-----\n',
    },
  },
  {
    offering: 'auditlog',
    plan: 'premium',
    instance: 'harbour-audit',
    credentials: {
      url: 'https://api.auditlog.example:6081',
      uaa: {
        clientid: 'sb-audit',
        certurl: 'https://quay.authentication.cert.eu10.hana.example',
        certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
        key: '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n',
      },
    },
  },
  {
    offering: 'destination',
    plan: 'lite',
    instance: 'harbour-destinations',
    credentials: { clientid: 'sb-dest', clientsecret: '{hidden-5', uri: 'https://dest.example' },
  },
]

type Folders = Record<string, Record<string, string>>

/** VCAP_SERVICES, as the variable and the file have it. */
export function vcapServices(bindings: readonly AnyBinding[]): string {
  const services: Record<string, unknown[]> = {}
  for (const { offering, plan, instance, credentials } of bindings) {
    services[offering] ??= []
    services[offering].push({
      label: offering,
      provider: null,
      plan,
      name: instance,
      tags: [offering],
      instance_guid: '9b1d0000-0000-4000-8000-000000000003',
      instance_name: instance,
      binding_guid: '2f1d0000-0000-4000-8000-000000000004',
      binding_name: null,
      credentials,
      syslog_drain_url: null,
      volume_mounts: [],
    })
  }
  return JSON.stringify(services)
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const formatOf = (value: unknown) => (typeof value === 'string' ? 'text' : 'json')
const given = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).filter(([, value]) => value !== undefined)

function about({ offering, plan, instance }: AnyBinding): Record<string, unknown> {
  return {
    instance_name: instance,
    instance_guid: '9b1d0000-0000-4000-8000-000000000003',
    plan,
    label: offering,
    type: offering,
    tags: [offering, 'sap'],
  }
}

/** SAP's operator, each credential an entry of its own. */
export function operatorEntries(binding: AnyBinding): Record<string, string> {
  const told = about(binding)
  const credentials = given(binding.credentials)
  return {
    ...texts([...given(told), ...credentials]),
    '.metadata': JSON.stringify({
      metaDataProperties: properties(given(told)),
      credentialProperties: properties(credentials),
    }),
  }
}

/** SAP's operator with `secretKey`: the credentials are one entry. */
export function operatorSecretKey(binding: AnyBinding): Record<string, string> {
  const told = given(about(binding))
  return {
    ...texts(told),
    credentials: JSON.stringify(binding.credentials),
    '.metadata': JSON.stringify({
      metaDataProperties: properties(told),
      credentialProperties: [{ name: 'credentials', format: 'json', container: true }],
    }),
  }
}

/** The same of an operator that describes nothing. */
export function operatorSecretKeyPlain(binding: AnyBinding): Record<string, string> {
  const { '.metadata': _, ...files } = operatorSecretKey(binding)
  return files
}

/** SAP's operator with `secretRootKey`: all of it is one entry. */
export function operatorSecretRootKey(binding: AnyBinding): Record<string, string> {
  return { binding: JSON.stringify({ ...about(binding), ...binding.credentials }) }
}

/** With both keys. */
export function operatorBothKeys(binding: AnyBinding): Record<string, string> {
  const credentials = JSON.stringify(binding.credentials)
  return { binding: JSON.stringify({ ...about(binding), credentials }) }
}

/** Cloud Foundry's feature `service-binding-k8s`. */
export function cloudFoundryFolder(binding: AnyBinding): Record<string, string> {
  const { offering, plan, instance } = binding
  return texts([
    ['type', offering],
    ['provider', offering],
    ['label', offering],
    ['plan', plan],
    ['tags', [offering]],
    ['instance-name', instance],
    ['instance-guid', '9b1d0000-0000-4000-8000-000000000003'],
    ['binding-guid', '2f1d0000-0000-4000-8000-000000000004'],
    ...given(binding.credentials),
  ])
}

export function foldersOf(
  bindings: readonly AnyBinding[],
  shape: (binding: AnyBinding) => Record<string, string>,
): Folders {
  return Object.fromEntries(bindings.map((binding) => [binding.instance, shape(binding)]))
}

function texts(values: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(values.map(([name, value]) => [name, textOf(value)]))
}

function properties(values: readonly (readonly [string, unknown])[]) {
  return values.map(([name, value]) => ({ name, format: formatOf(value) }))
}
