import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { fetchToken, postForm } from '../post-form.ts'
import { answers, type ServerProcess, startServer } from '../server-process.ts'
import type { Installable, Place, TokenServer, TokenSource } from '../token-server.ts'
import { configFile } from './config-file.ts'
import { PLUGIN } from './oidc-plugin.ts'
import { personToken } from './person-token.ts'
import { type Accounts, RESOURCE, setUp } from './set-up.ts'

const run = promisify(execFile)

/** Tables and first entries of a new database, as the package would make it. */
const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3'

/** Glewlwyd: signed access tokens (RFC 9068), discovery, introspection and revocation. */
export const glewlwyd: Installable = {
  // Without dbconfig-sqlite3, its installation fails where no other database is chosen.
  packages: ['glewlwyd', 'dbconfig-sqlite3', 'sqlite3'],
  start,
}

async function start({ version, folder, port }: Place): Promise<TokenServer> {
  const database = path.join(folder, 'glewlwyd.db')
  const config = path.join(folder, 'glewlwyd.conf')
  const url = `http://127.0.0.1:${port}`
  await run('sqlite3', [database, `.read ${SCHEMA}`])
  await writeFile(config, configFile(url, database), { mode: 0o600 })
  const server = await startServer({
    program: 'glewlwyd',
    args: [`--config-file=${config}`],
    environment: {},
    logFile: path.join(folder, 'glewlwyd.log'),
    isReady: () => answers(`${url}/config`),
  })
  try {
    return await describe(`Glewlwyd ${version}`, `${url}/api`, server)
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function describe(name: string, api: string, { stop }: ServerProcess): Promise<TokenServer> {
  const issuer = `${api}/${PLUGIN}`
  const accounts = await setUp(api, issuer)
  const source = tokenSource(api, issuer, accounts)
  return {
    name,
    issuer,
    jwksUri: `${issuer}/jwks`,
    introspectionUri: `${issuer}/introspect`,
    audience: RESOURCE,
    introspectedAudience: RESOURCE,
    signed: source,
    introspected: source,
    receivers: accounts.receivers,
    stop,
  }
}

function tokenSource(api: string, issuer: string, accounts: Accounts): TokenSource {
  const { sender, stranger, operator } = accounts
  const clients = [sender, stranger, operator]
  return {
    sender: sender.id,
    stranger: stranger.id,
    operator: operator.id,
    async ofClient(clientId, scope) {
      const client = clients.find(({ id }) => id === clientId) ?? sender
      const form = { grant_type: 'client_credentials', scope, resource: RESOURCE }
      return fetchToken(`${issuer}/token`, client, form)
    },
    ofPerson: (scope) => personToken(api, accounts, scope),
    async revoke(token) {
      await postForm(`${issuer}/revoke`, sender, { token })
    },
  }
}
