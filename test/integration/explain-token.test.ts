import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { explainToken } from '../../lib/auth/explain-token.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { isAccepted, reportLines } from '../../lib/cli/explain-token/report.ts'
import {
  APP,
  clientClaims,
  NOW_SECONDS,
  plainIssuer,
  TENANT,
  xsuaaIssuer,
} from '../support/auth-fixtures.ts'
import { createAuthorizationServerBed } from '../support/authorization-server-bed.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import {
  type FakeIssuer,
  sign,
  startFakeIssuer,
  type TestKey,
  testKey,
} from '../support/fake-issuer.ts'
import { startFakeReceiver } from '../support/fake-receiver.ts'

let key: TestKey
let attacker: TestKey
beforeAll(async () => {
  key = await testKey('key-1')
  attacker = await testKey('key-1')
})

let issuer: FakeIssuer
let folder: string
beforeEach(async () => {
  issuer = await startFakeIssuer([key.jwk])
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-explain-token-'))
})
afterEach(async () => {
  await issuer.close()
  await rm(folder, { recursive: true, force: true })
})

const claims = (changes: Record<string, unknown> = {}) => clientClaims(issuer.url, changes)
const explain = async (
  token: string,
  issuers: readonly TrustedIssuer[] = [xsuaaIssuer(issuer.url)],
) => {
  const explanation = await explainToken(token, issuers, {
    fetch: globalThis.fetch,
    now: () => NOW_SECONDS * 1_000,
  })
  const rules = [...explanation.form, ...explanation.entries.flatMap((entry) => entry.rules)]
  return {
    accepted: isAccepted(explanation),
    broken: rules.filter(({ kept }) => kept === false).map(({ rule }) => rule),
    text: reportLines(explanation, issuers).join('\n'),
  }
}

describe('a token that is explained', () => {
  it('keeps every rule where it would be accepted', async () => {
    const { accepted, broken, text } = await explain(await sign(claims(), key))
    expect([accepted, broken]).toEqual([true, []])
    expect(text).toContain('✓ may send events')
  })

  it('gets all its mistakes at once', async () => {
    const wrong = { exp: 1, aud: ['x'], zid: 'other', scope: ['other.Ingest'], user_name: 'jane' }
    const token = await sign(claims(wrong), attacker, { alg: 'RS256' })
    const { accepted, broken, text } = await explain(token)
    expect(accepted).toBe(false)
    expect(broken).toEqual([
      'lifetime',
      'signature',
      'audience',
      'tenant',
      'grants',
      'may send events',
    ])
    expect(text).toContain(TENANT)
    expect(text).toContain(`${APP}.Ingest for Ingest`)
    // The text contains neither the signature nor a person.
    expect(text).not.toContain(token.split('.')[2])
    expect(text).not.toContain('jane')
  })

  it.each<[string, () => Promise<string> | string, string]>([
    ['no token', () => 'abc', 'form'],
    ['an unknown issuer', () => sign(claims({ iss: 'https://evil.example' }), key), 'issuer'],
  ])('asks nobody where it can tell without: %s', async (_name, make, rule) => {
    const { accepted, broken } = await explain(await make())
    expect([accepted, broken, issuer.calls]).toEqual([false, [rule], 0])
  })

  it('is named by no issuer where only ias_iss stands, as for the authenticator', async () => {
    const tenant: TrustedIssuer = {
      ...xsuaaIssuer(issuer.url),
      kind: 'ias',
      issuers: [issuer.url],
    }
    const token = await sign(claims({ iss: undefined, ias_iss: issuer.url }), key)
    const { accepted, broken } = await explain(token, [tenant])
    expect([accepted, broken, issuer.calls]).toEqual([false, ['issuer'], 0])
  })

  it('says that keys cannot be fetched, and goes on', async () => {
    const token = await sign(claims({ scope: [] }), key)
    await issuer.close()
    const { broken, text } = await explain(token)
    expect(broken).toEqual(['keys', 'grants', 'may send events'])
    expect(text).toContain('ECONNREFUSED')
    expect(text).toContain('not checked: there are no keys')
  })

  it('is looked at by every entry that trusts its issuer', async () => {
    const issuers = [{ ...xsuaaIssuer(issuer.url), tenant: 'another' }, xsuaaIssuer(issuer.url)]
    const { accepted, broken } = await explain(await sign(claims(), key), issuers)
    expect([accepted, broken]).toEqual([true, ['tenant']])
  })

  it('is asked about at its issuer where it is opaque', async () => {
    let active = true
    const server = await startFakeReceiver(() => ({
      status: 200,
      json: { active, client_id: 'listed-client', aud: 'harbour' },
    }))
    const opaque = plainIssuer('https://oauth.example', {
      kind: 'introspection',
      proof: {
        kind: 'introspection',
        uri: `${server.url}/introspect`,
        clientId: 'own',
        clientSecret: () => 'secret',
        rememberSeconds: 30,
      },
    })
    expect(await explain('8271a067cafe', [opaque])).toMatchObject({ accepted: true, broken: [] })
    active = false
    expect(await explain('8271a067cafe', [opaque])).toMatchObject({ broken: ['introspection'] })
    await server.close()
  })
})

describe('npm run explain-token', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))

  function run(
    args: readonly string[],
    input = '',
    environment?: Record<string, string>,
  ): Promise<{ code: number | null; out: string }> {
    const entry = {
      kind: 'jwks',
      issuer: issuer.url,
      jwksUri: `${issuer.url}/token_keys`,
      audience: 'harbour',
      scope: 'events.send',
    }
    const child = spawn(process.execPath, ['lib/cli/run-cli.ts', 'explain-token', ...args], {
      cwd: root,
      env: {
        ...{ ...COMPILE_CACHE, PATH: '' },
        ...(environment ?? { TRUSTED_ISSUERS: JSON.stringify([entry]) }),
      },
    })
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      out += String(chunk)
    })
    child.stdin.end(input)
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })))
  }

  const token = () =>
    sign(
      {
        iss: issuer.url,
        aud: 'harbour',
        azp: 'sender',
        sub: 'sender',
        scope: 'events.send',
        exp: Math.floor(Date.now() / 1_000) + 600,
      },
      key,
    )

  it('ends with 0 for a token that may send events, bare, behind Bearer or as the endpoint answered it', async () => {
    const file = path.join(folder, 'token')
    const bearer = await token()
    for (const text of [bearer, `Bearer ${bearer}\n`, JSON.stringify({ access_token: bearer })]) {
      await writeFile(file, text)
      const { code, out } = await run(['--token', file])
      expect([code, out.includes('This token may send events.')]).toEqual([0, true])
      expect(out).not.toContain(bearer)
    }
  })

  it('takes a token of the local authorization server where no issuer is configured', async () => {
    const local = await createAuthorizationServerBed()
    try {
      const { port } = new URL(local.server.tokenUrl)
      const token = await local.tokenOf('successfactors')
      const { code, out } = await run(['--token', '-'], token, { LOCAL_TOKEN_PORT: port })
      expect([code, out]).toEqual([0, expect.stringContaining('This token may send events.')])
    } finally {
      await local.close()
    }
  })

  it('ends with 1 for one that may not, from standard input as well', async () => {
    const { code, out } = await run(['--token', '-'], 'abc')
    expect([code, out.includes('✗ form')]).toEqual([1, true])
  })

  it.each<[string, string[], string]>([
    ['nothing', [], 'npm run explain-token -- --token <file>'],
    [
      'a file that is not there',
      ['--token', '/nowhere/token'],
      '--token: expected a file that can be read',
    ],
    ['an unknown option', ['--tokn', 'x'], '--tokn'],
  ])('ends with 2 and a sentence for %s', async (_name, args, sentence) => {
    const { code, out } = await run(args)
    expect([code, out.includes(sentence), out.includes('    at ')]).toEqual([2, true, false])
  })
})
