import { type RecordingTarget, startRecordingTarget } from './recording-target.ts'

/** The answers of the destination service by name. Each has its own token. */
interface Listed {
  readonly URL: string
  readonly Authentication: string
}

const unsigned = (claims: object) =>
  [{ alg: 'none' }, claims, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')

/** A destination service, and the systems that it names. */
export interface BoundDestinations {
  /** the destination service and its XSUAA */
  readonly platform: RecordingTarget
  readonly system: RecordingTarget
  /** answers nothing */
  readonly silent: RecordingTarget
  /** a host that no destination names */
  readonly elsewhere: RecordingTarget
  /** tokens that the system takes no more */
  readonly withdrawn: Set<string>
  /** how many tokens the service has given */
  tokens(): number
  /** bindings as in VCAP_SERVICES */
  readonly services: object
  close(): Promise<void>
}

export async function startBoundDestinations(): Promise<BoundDestinations> {
  const withdrawn = new Set<string>()
  const elsewhere = await startRecordingTarget((_call, response) => response.end())
  const silent = await startRecordingTarget(() => undefined)
  const system = await startRecordingTarget(({ url, headers }, response) => {
    if (withdrawn.has(headers.authorization ?? '')) response.statusCode = 401
    else if (url.startsWith('/away')) response.writeHead(302, { location: elsewhere.url })
    else if (headers['x-csrf-token'] === 'fetch') {
      response.setHeader('x-csrf-token', 'csrf')
      response.setHeader('set-cookie', ['session=s1; path=/', 'client=100'])
    } else if (url.startsWith('/busy')) response.writeHead(429, { 'retry-after': '300' })
    response.end(url.startsWith('/large') ? 'x'.repeat(5_000) : '{"ok":true}')
  })
  let tokens = 0
  const listed = (name: string): Listed | null => {
    const url = { erp: system.url, silent: silent.url, sap: `${system.url}/sap` }[name]
    return url === undefined ? null : { URL: url, Authentication: 'OAuth2ClientCredentials' }
  }
  const platform: RecordingTarget = await startRecordingTarget(({ url }, response) => {
    response.setHeader('content-type', 'application/json')
    if (url.startsWith('/oauth/token')) {
      const access_token = unsigned({ zid: 'tenant', exp: 4_000_000_000, iss: `${platform.url}/` })
      response.end(JSON.stringify({ access_token, token_type: 'bearer', expires_in: 3_600 }))
      return
    }
    const name = url.split('/').at(-1)?.split('?')[0] ?? ''
    const found = listed(name)
    if (found === null) {
      response.statusCode = 404
      response.end('{"ErrorMessage":"Configuration with the specified name was not found"}')
      return
    }
    const configuration = { Name: name, Type: 'HTTP', ProxyType: 'Internet', ...found }
    if (url.includes('skipTokenRetrieval')) {
      const owner = { SubaccountId: 's', InstanceId: null }
      response.end(JSON.stringify({ owner, destinationConfiguration: configuration }))
      return
    }
    tokens += 1
    const token = {
      type: 'bearer',
      value: `t${tokens}`,
      http_header: { key: 'Authorization', value: `Bearer t${tokens}` },
      expires_in: '86399',
    }
    response.end(JSON.stringify({ destinationConfiguration: configuration, authTokens: [token] }))
  })
  const credentials = {
    clientid: 'sb-destination',
    clientsecret: 'top secret',
    url: platform.url,
    uri: platform.url,
    uaadomain: 'localhost',
    xsappname: 'destination',
    tenantid: 'tenant',
    identityzone: 'sub',
  }
  const services = {
    destination: [{ name: 'd', label: 'destination', tags: ['destination'], credentials }],
    xsuaa: [{ name: 'x', label: 'xsuaa', plan: 'application', tags: ['xsuaa'], credentials }],
  }
  return {
    platform,
    system,
    silent,
    elsewhere,
    withdrawn,
    tokens: () => tokens,
    services,
    async close() {
      await Promise.all([platform, system, silent, elsewhere].map((one) => one.close()))
    },
  }
}
