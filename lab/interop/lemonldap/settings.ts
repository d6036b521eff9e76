import { generateKeyPairSync } from 'node:crypto'
import path from 'node:path'
import { newAccount, newReceivers } from '../new-secrets.ts'
import type { Account, Receivers } from '../token-server.ts'

/** `aud` of its signed tokens, beside the client itself */
export const AUDIENCE = 'https://sf-event-receiver.example'

export interface Clients {
  readonly sender: Account
  readonly stranger: Account
  readonly operator: Account
}

export interface Accounts {
  readonly signed: Clients
  readonly opaque: Clients
  readonly receivers: Receivers
}

/** Whether tokens are signed or opaque is a setting of each client. */
export function newAccounts(): Accounts {
  return {
    signed: {
      sender: newAccount('sender'),
      stranger: newAccount('stranger'),
      operator: newAccount('operator'),
    },
    opaque: {
      sender: newAccount('opaquesender'),
      stranger: newAccount('opaquestranger'),
      operator: newAccount('opaqueoperator'),
    },
    receivers: newReceivers(),
  }
}

/** The configuration that its manager would write: a portal that issues tokens and nothing else. */
export function settings(url: string, folder: string, accounts: Accounts): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const signed = Object.values(accounts.signed)
  const opaque = [...Object.values(accounts.opaque), ...Object.values(accounts.receivers)]
  const parties = Object.fromEntries([
    ...signed.map((client: Account) => [client.id, relyingParty(client, SIGNED)]),
    ...opaque.map((client: Account) => [client.id, relyingParty(client)]),
  ])
  const sessions = path.join(folder, 'sessions')
  return {
    cfgNum: 1,
    cfgDate: 1,
    locationRules: {},
    portal: `${url}/`,
    domain: '127.0.0.1',
    securedCookie: 0,
    // its built-in people, such as dwho
    authentication: 'Demo',
    userDB: 'Same',
    passwordDB: 'Demo',
    demoExportedVars: { uid: 'uid' },
    whatToTrace: 'uid',
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: { Directory: sessions, LockDirectory: sessions },
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: { Directory: sessions, LockDirectory: sessions },
    // These need packages that issuing tokens does not.
    registerDB: 'Null',
    portalDisplayResetPassword: 0,
    captcha: '::Password::Null',
    issuerDBOpenIDConnectActivation: 1,
    oidcServicePrivateKeySig: privateKey,
    oidcServicePublicKeySig: publicKey,
    oidcServiceKeyIdSig: 'first',
    oidcRPMetaDataOptions: parties,
    oidcRPMetaDataExportedVars: Object.fromEntries(Object.keys(parties).map((id) => [id, {}])),
  }
}

const SIGNED = {
  oidcRPMetaDataOptionsAccessTokenJWT: 1,
  oidcRPMetaDataOptionsAdditionalAudiences: AUDIENCE,
}

/** Without scope rules, as here, a client gets every scope that it asks for: what a scope grants, all have. */
function relyingParty({ id, secret }: Account, more: object = {}): object {
  return {
    oidcRPMetaDataOptionsClientID: id,
    oidcRPMetaDataOptionsClientSecret: secret,
    oidcRPMetaDataOptionsAllowClientCredentialsGrant: 1,
    oidcRPMetaDataOptionsAllowPasswordGrant: 1,
    oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
    ...more,
  }
}
