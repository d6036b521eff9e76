import { describe, expect, it } from '@jest/globals'
import { UnusableSession } from '../../../lib/store/db/session-settings.ts'
import { startFailure } from '../../../lib/store/db/start-failure.ts'

const withFields = (message: string, fields: object) => Object.assign(new Error(message), fields)

describe('startFailure', () => {
  it.each([
    ['wrong password', withFields('x', { code: '28P01' }), 'database_login', '28P01'],
    ['no entry in pg_hba.conf', withFields('x', { code: '28000' }), 'database_login', '28000'],
    [
      'no password at all',
      new Error('SASL: client password must be a string'),
      'database_login',
      '',
    ],
    ['unknown database', withFields('x', { code: '3D000' }), 'database_unknown', '3D000'],
    [
      'a right',
      withFields('permission denied for table lane', { code: '42501' }),
      'database_rights',
      'table lane',
    ],
    [
      'a pooler without the user',
      withFields('no such user: secret', { code: '08P01' }),
      'database_login',
      '08P01',
    ],
    [
      'a pooler without the database',
      withFields('no such database: x', { code: '08P01' }),
      'database_unknown',
      '08P01',
    ],
    [
      'a pooler that refuses a parameter',
      withFields('unsupported startup parameter: lock_timeout', { code: '08P01' }),
      'database_settings',
      '08P01',
    ],
    [
      'no TLS at the server',
      new Error('The server does not support SSL connections'),
      'database_tls',
      '',
    ],
    [
      'an own certificate',
      withFields('x', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'database_tls',
      'DEPTH_ZERO',
    ],
    [
      'an unknown authority',
      withFields('x', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
      'database_tls',
      'UNABLE',
    ],
    [
      'an expired certificate',
      withFields('x', { code: 'CERT_HAS_EXPIRED' }),
      'database_tls',
      'EXPIRED',
    ],
    [
      'another host',
      withFields('x', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      'database_tls',
      'ALTNAME',
    ],
    [
      'a missing file',
      withFields('x', { code: 'ENOENT', syscall: 'open' }),
      'database_tls',
      'ENOENT',
    ],
    [
      'a session without its settings',
      new UnusableSession('jit=off'),
      'database_settings',
      'jit=off',
    ],
  ])('%s cannot become right by waiting', (_name, error, code, text) => {
    const failure = startFailure(error)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(text) })
    expect(failure?.message).toMatch(/^[^\n]+$/)
    expect(failure?.message).not.toContain('secret')
  })

  it.each([
    ['nobody listens', withFields('x', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['a server that starts', withFields('x', { code: '57P03' })],
    ['too many connections', withFields('x', { code: '53300' })],
    [
      'an unknown host, which may be announced yet',
      withFields('x', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    ],
    [
      'a pooler whose server is away',
      withFields('pgbouncer cannot connect to server', { code: '08P01' }),
    ],
    ['a cut connection', new Error('Connection terminated unexpectedly')],
    ['no error', 'x'],
  ])('%s may', (_name, error) => {
    expect(startFailure(error)).toBeNull()
  })
})
