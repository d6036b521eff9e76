import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import type { Caller } from '../../lib/auth/caller.ts'
import type { LoginTokens, PageLogin } from '../../lib/auth/login/page-login.ts'
import { createPageSessions, type SessionStore } from '../../lib/auth/login/page-sessions.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { createSessionStore } from '../../lib/store/trust/sessions.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'

const IDLE_MS = 60 * 60_000
const tokensOf = (number: number): LoginTokens => ({
  accessToken: `access-${number}`,
  refreshToken: `refresh-${number}`,
  idToken: null,
})

describe('two calls of one session', () => {
  let database: TestDatabase
  let pool: Pool
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = createPool(
      { kind: 'socket', ...database.connection },
      { name: 'sessions', max: 2, pipeline: true, onError: () => undefined },
    )
    await migrate(pool)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  it('keep the tokens that one of them has renewed while the other one extends the session', async () => {
    let newest = 1
    let isExpired = false
    const caller = { person: true } as Caller
    const authenticator: Pick<Authenticator, 'authenticate'> = {
      authenticate: async ([header]) => {
        if (header === `Bearer access-${newest}` && !isExpired) return caller
        throw new ReceiverError('token_expired', 'expired')
      },
    }
    const login: Pick<PageLogin, 'renew'> = {
      // Each refresh token is good for one use.
      renew: async (refreshToken) => {
        if (refreshToken !== `refresh-${newest}`) throw new ReceiverError('login_failed', 'used up')
        newest += 1
        isExpired = false
        return tokensOf(newest)
      },
    }
    const stored = createSessionStore(pool)
    let meanwhile: (() => Promise<unknown>) | null = null
    const store: SessionStore = {
      ...stored,
      async find(id) {
        const found = await stored.find(id)
        const other = meanwhile
        meanwhile = null
        await other?.()
        return found
      },
    }
    const sessions = createPageSessions({
      store,
      authenticator: authenticator as Authenticator,
      login: login as PageLogin,
      idleMs: IDLE_MS,
      longestMs: 10 * IDLE_MS,
    })
    const id = await sessions.open(tokensOf(1))
    await pool.query(`update session set expires_at = expires_at - interval '10 minutes'`)
    // The other call renews the tokens after this one has read the session.
    isExpired = true
    meanwhile = () => sessions.find(id, false)
    await sessions.find(id)
    isExpired = true
    await expect(sessions.find(id)).resolves.toMatchObject({ caller })
    expect(newest).toBe(3)
  })
})
