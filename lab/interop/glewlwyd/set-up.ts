import { newAccount, newReceivers } from '../new-secrets.ts'
import { type Account, type Receivers, scopes } from '../token-server.ts'
import { INTROSPECTION_SCOPE, oidcPlugin } from './oidc-plugin.ts'
import { type Session, signIn } from './session.ts'

/** The redirect URI of the login; no server listens there. */
export const REDIRECT_URI = 'http://localhost/signed-in'
/** `aud` of the tokens */
export const RESOURCE = 'https://sf-event-receiver.example'

export interface Accounts {
  readonly sender: Account
  readonly stranger: Account
  readonly operator: Account
  readonly receivers: Receivers
  readonly person: Account
}

/** Fills a new server: scopes, what issues the tokens, clients and a person. */
export async function setUp(api: string, issuer: string): Promise<Accounts> {
  const accounts = {
    sender: newAccount('sender'),
    stranger: newAccount('stranger'),
    operator: newAccount('operator'),
    receivers: newReceivers(),
    person: newAccount('anna'),
  }
  // the administrator of a new database, as the documentation has it
  const admin = await signIn(api, 'admin', 'password')
  for (const name of [...Object.values(scopes), INTROSPECTION_SCOPE]) await addScope(admin, name)
  await admin.call('POST', 'mod/plugin/', oidcPlugin(issuer))
  const { receivers } = accounts
  await addClient(admin, accounts.sender, [scopes.ingest, scopes.other], ['code'])
  await addClient(admin, accounts.stranger, [scopes.ingest])
  await addClient(admin, accounts.operator, [scopes.monitor])
  await addClient(admin, receivers.plain, [])
  await addClient(admin, receivers.hyphenated, [])
  await admin.call('POST', 'user/', {
    username: accounts.person.id,
    password: accounts.person.secret,
    enabled: true,
    scope: ['openid', scopes.ingest, scopes.monitor],
  })
  return accounts
}

function addScope(admin: Session, name: string): Promise<void> {
  const rules = { password_required: true, password_max_age: 0, scheme: {} }
  return admin.call('POST', 'scope/', { name, display_name: name, ...rules })
}

/** Only a client that may fetch tokens for itself may also ask about them. */
function addClient(
  admin: Session,
  { id, secret }: Account,
  scope: readonly string[],
  moreGrants: readonly string[] = [],
): Promise<void> {
  return admin.call('POST', 'client/', {
    client_id: id,
    name: id,
    password: secret,
    confidential: true,
    enabled: true,
    authorization_type: ['client_credentials', ...moreGrants],
    token_endpoint_auth_method: ['client_secret_basic'],
    scope,
    resource: [RESOURCE],
    redirect_uri: [REDIRECT_URI],
  })
}
