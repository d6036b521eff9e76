import { ReceiverError } from '../../errors.ts'
import { type ClientSecret, clientSecret, localFolder, signingKey } from './kept-secrets.ts'
import { listenOnLoopback } from './listen-on-loopback.ts'
import { xsuaaLikeProvider } from './provider.ts'
import {
  LOCAL_XSAPPNAME,
  type LocalXsuaaCredentials,
  localXsuaaCredentials,
} from './xsuaa-layout.ts'

export interface LocalAuthorizationServerOptions {
  /** secrets and signing key are in its subfolder `local` */
  readonly dataDir: string
  /** default 4005; 0 takes any free port */
  readonly port?: number
  /** of the client `successfactors`; default: generated once */
  readonly clientSecret?: string | undefined
  /** of the client `operator`; default: generated once */
  readonly operatorSecret?: string | undefined
  readonly xsappname?: string
  /** `iss` of its tokens; default: the token endpoint */
  readonly issuer?: string
  /** lifetime of tokens: 60 to 43,200 seconds, default 3,600 */
  readonly tokenSeconds?: number
}

interface LocalClientCredentials extends ClientSecret {
  readonly clientId: string
}

export interface LocalAuthorizationServer {
  /** such as `http://localhost:4005/oauth/token` */
  readonly tokenUrl: string
  /** the credentials of a binding */
  readonly xsuaaCredentials: LocalXsuaaCredentials
  readonly clients: {
    readonly successfactors: LocalClientCredentials
    readonly operator: LocalClientCredentials
  }
  close(): Promise<void>
}

/**
 * Starts the stand-in for XSUAA: a real OAuth 2.0 server with XSUAA's paths, claims and answers, on
 * this machine only. For development. Rejects with `port_in_use` or `config_invalid`.
 */
export async function startLocalAuthorizationServer(
  options: LocalAuthorizationServerOptions,
): Promise<LocalAuthorizationServer> {
  const { port = 4005, xsappname = LOCAL_XSAPPNAME, tokenSeconds = 3_600 } = options
  if (!(tokenSeconds >= 60 && tokenSeconds <= 43_200)) {
    throw new ReceiverError(
      'config_invalid',
      `Expected a token lifetime of 60 to 43200 seconds, got ${tokenSeconds}.`,
    )
  }
  const { dataDir } = options
  const [key, sender, operator, page] = await Promise.all([
    signingKey(localFolder(dataDir)),
    clientSecret(dataDir, 'successfactors', options.clientSecret),
    clientSecret(dataDir, 'operator', options.operatorSecret),
    clientSecret(dataDir, 'monitor'),
  ])
  const listener = await listenOnLoopback(port, 'LOCAL_TOKEN_PORT')
  const url = `http://localhost:${listener.port}`
  const provider = xsuaaLikeProvider({
    url,
    issuer: options.issuer,
    xsappname,
    clients: [
      { clientId: 'successfactors', secret: sender.secret, grants: ['Ingest'] },
      { clientId: 'operator', secret: operator.secret, grants: ['Monitor', 'Reveal', 'Operate'] },
    ],
    page: { clientId: `sb-${xsappname}`, secret: page.secret },
    user: {
      name: 'operator',
      password: operator.secret,
      grants: ['Monitor', 'Reveal', 'Operate', 'Forget'],
    },
    passwordFile: operator.secretFile,
    signingKey: key,
    tokenSeconds,
    onError: (error) => process.emitWarning(error),
  })
  listener.answerWith(provider.callback())
  return {
    tokenUrl: `${url}/oauth/token`,
    xsuaaCredentials: localXsuaaCredentials(url, xsappname, page.secret),
    clients: {
      successfactors: { clientId: 'successfactors', ...sender },
      operator: { clientId: 'operator', ...operator },
    },
    close: () => listener.close(),
  }
}
