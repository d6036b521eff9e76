import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchToken } from '../post-form.ts'
import { answers, startServer } from '../server-process.ts'
import type { Installable, Place, TokenServer, TokenSource } from '../token-server.ts'
import { AUDIENCE, type Clients, newAccounts, settings } from './settings.ts'

const PORTAL = '/usr/share/lemonldap-ng/portal'

/** LemonLDAP::NG: opaque access tokens by default, signed ones where a client wants them. */
export const lemonldap: Installable = {
  packages: [
    'liblemonldap-ng-portal-perl',
    'libplack-perl',
    // Packages only recommend them, OpenID Connect does not load without.
    'libstring-random-perl',
    'libio-string-perl',
  ],
  start,
}

async function start({ version, folder, port }: Place): Promise<TokenServer> {
  const url = `http://127.0.0.1:${port}`
  const accounts = newAccounts()
  for (const name of ['conf', 'cache', 'sessions']) await mkdir(path.join(folder, name))
  const config = JSON.stringify(settings(url, folder, accounts))
  await writeFile(path.join(folder, 'conf', 'lmConf-1.json'), config, { mode: 0o600 })
  const iniFile = path.join(folder, 'lemonldap-ng.ini')
  await writeFile(iniFile, ini(folder))
  const server = await startServer({
    program: 'plackup',
    args: [
      ...['--server', 'HTTP::Server::PSGI', '--env', 'deployment'],
      ...['--host', '127.0.0.1', '--port', String(port)],
      path.join(PORTAL, 'htdocs', 'index.psgi'),
    ],
    environment: { LLNG_DEFAULTCONFFILE: iniFile },
    logFile: path.join(folder, 'lemonldap.log'),
    isReady: () => answers(`${url}/.well-known/openid-configuration`),
  })
  const sessions = path.join(folder, 'sessions')
  return {
    name: `LemonLDAP::NG ${version}`,
    issuer: `${url}/`,
    jwksUri: `${url}/oauth2/jwks`,
    introspectionUri: `${url}/oauth2/introspect`,
    audience: AUDIENCE,
    introspectedAudience: false,
    signed: tokenSource(url, accounts.signed, sessions),
    introspected: tokenSource(url, accounts.opaque, sessions),
    receivers: accounts.receivers,
    stop: server.stop,
  }
}

/** At the level warn, it would log the ids of sessions: its opaque tokens. */
function ini(folder: string): string {
  return `[all]
logLevel = error
[configuration]
type = File
dirName = ${folder}/conf
localStorage = Cache::FileCache
localStorageOptions = { 'namespace' => 'config', 'cache_root' => '${folder}/cache' }
[portal]
staticPrefix = /static
templateDir = ${PORTAL}/templates
languages = en
`
}

function tokenSource(url: string, clients: Clients, sessions: string): TokenSource {
  const { sender, stranger, operator } = clients
  const tokenUrl = `${url}/oauth2/token`
  return {
    sender: sender.id,
    stranger: stranger.id,
    operator: operator.id,
    ofClient(clientId, scope) {
      const client = Object.values(clients).find(({ id }) => id === clientId) ?? sender
      return fetchToken(tokenUrl, client, { grant_type: 'client_credentials', scope })
    },
    ofPerson(scope) {
      const person = { username: 'dwho', password: 'dwho' }
      return fetchToken(tokenUrl, sender, { grant_type: 'password', scope, ...person })
    },
    // It has no endpoint for it: an administrator ends the session that an opaque token is the id of.
    revoke: (token) => rm(path.join(sessions, token)),
  }
}
