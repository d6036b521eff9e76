import { describe, expect, test } from '@jest/globals'
import { chooseRunAs, parseAccounts, type RunAsChoice } from '../../../lib/local/postgres/run-as.ts'

const daemon = { name: 'daemon', uid: 1, gid: 2 }
const nobody = { name: 'nobody', uid: 65_534, gid: 65_533 }
const root: RunAsChoice = {
  uid: 0,
  gid: 0,
  named: true,
  accounts: [nobody, daemon],
  dataOwner: null,
  namespaceAllowed: async () => true,
}
const forbidden = { namespaceAllowed: async () => false }

describe('how PostgreSQL is run', () => {
  test('by an ordinary user: as it is, with no question asked about namespaces', async () => {
    const runAs = await chooseRunAs({
      ...root,
      uid: 1000,
      gid: 1001,
      namespaceAllowed: () => Promise.reject(new Error('asked')),
    })
    expect(runAs).toMatchObject({ kind: 'self', owner: { uid: 1000, gid: 1001 } })
    expect(runAs.command('/bin/postgres', ['-D', 'x'])).toEqual({
      file: '/bin/postgres',
      args: ['-D', 'x'],
    })
  })

  test('by root: in a user namespace with the number of an account', async () => {
    const runAs = await chooseRunAs(root)
    expect(runAs).toMatchObject({ kind: 'namespace', owner: { uid: 0, gid: 0 } })
    expect(runAs.command('/bin/postgres', ['-V'])).toEqual({
      file: 'unshare',
      args: ['-U', '--map-user=65534', '--map-group=65533', '--', '/bin/postgres', '-V'],
    })
  })

  test('by root without namespaces: as the account itself', async () => {
    const runAs = await chooseRunAs({ ...root, ...forbidden })
    expect(runAs).toMatchObject({ kind: 'account', owner: { uid: 65_534, gid: 65_533 } })
    expect(runAs.command('/bin/postgres', [])).toEqual({
      file: '/bin/postgres',
      args: [],
      account: { uid: 65_534, gid: 65_533 },
    })
  })

  test('by root with data of an account: as that account', async () => {
    const runAs = await chooseRunAs({ ...root, dataOwner: 1 })
    expect(runAs).toMatchObject({ kind: 'account', owner: { uid: 1, gid: 2 } })
  })

  test('by a user without a name: in a namespace', async () => {
    const runAs = await chooseRunAs({ ...root, uid: 54_321, gid: 0, named: false })
    expect(runAs).toMatchObject({ kind: 'namespace', owner: { uid: 54_321, gid: 0 } })
  })

  test.each<[string, Partial<RunAsChoice>]>([
    ['a user without a name, no namespaces', { uid: 54_321, named: false, ...forbidden }],
    ['root, no namespaces, no other account', { accounts: [], ...forbidden }],
    ['root, data of an account that is gone', { dataOwner: 77 }],
  ])('not at all by %s; the error names the way out', async (_, choice) => {
    await expect(chooseRunAs({ ...root, ...choice })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('set DATABASE_URL'),
    })
  })
})

describe('accounts of the machine', () => {
  test('leave out root and lines that are none, and start with those made for servers', () => {
    const passwd = [
      'root:x:0:0:root:/root:/bin/bash',
      'daemon:x:1:2:daemon:/usr/sbin:/usr/sbin/nologin',
      '# a remark',
      '',
      'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin',
      'postgres:x:101:104::/var/lib/postgresql:/bin/bash',
      'broken:x::',
    ].join('\n')
    expect(parseAccounts(passwd)).toEqual([
      { name: 'postgres', uid: 101, gid: 104 },
      nobody,
      daemon,
    ])
  })
})
