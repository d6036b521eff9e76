import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT, readJson } from '../../support/descriptors/project.ts'
import { edgesBetween, findCircle, readImports } from '../../support/import-graph.ts'

const { imports: aliases } = readJson('package.json') as { imports: Record<string, string> }
const imports = readImports(
  PROJECT_ROOT,
  ['lib/**/*.ts', 'srv/**/*.ts', 'app/monitor/src/**/*.{ts,tsx}'],
  aliases,
)

/** Lowest first. A room imports rooms above it in this list only; types count too. */
const ROOMS = [
  'lib/errors.ts',
  'lib/new-id.ts',
  'lib/outcomes.ts',
  'lib/states.ts',
  'lib/http',
  'lib/events',
  'lib/auth',
  'lib/masking',
  'lib/encryption',
  'lib/store',
  'lib/api',
  'lib/config',
  'lib/observability',
  'lib/outbound',
  'lib/handlers',
  'lib/handler.ts',
  'lib/dispatch',
  'lib/jobs',
  'lib/local',
  'lib/testing',
  'lib/testing.ts',
  'lib/cli',
  'srv/handlers',
  'srv/http',
  'srv/health',
  'srv/monitor',
  'srv/ingest',
  'srv/operations',
  'srv/data-privacy',
  'app',
  'srv/app.ts',
  'srv/compose',
  'srv/start-service.ts',
  'srv/receiver-options.ts',
  'srv/receiver.ts',
  'srv/index.ts',
  'srv/own-exit.ts',
  'srv/server.ts',
]

/** The rooms that may import a package. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  express: [
    'srv/app.ts',
    'srv/health',
    'srv/http',
    'srv/ingest',
    'srv/monitor',
    'srv/operations',
    'srv/data-privacy',
  ],
  jose: ['lib/auth', 'lib/encryption'],
  'openid-client': ['lib/auth', 'lib/http'],
  pg: ['lib/store'],
}

const isOwn = (file: string) => /^(?:lib|srv|app)\//.test(file)

function roomOf(file: string): string | null {
  if (!isOwn(file)) return null
  return file.startsWith('app/') ? 'app' : file.split('/').slice(0, 2).join('/')
}

/** Files and folders directly below a folder. */
const roomIn = (folder: string) => (file: string) =>
  file.startsWith(`${folder}/`) ? (file.slice(folder.length + 1).split('/')[0] ?? null) : null

describe('imports between rooms', () => {
  it('know every room', () => {
    const rooms = new Set(imports.map(({ from }) => roomOf(from)))
    expect([...rooms].filter((room) => room === null || !ROOMS.includes(room))).toEqual([])
  })

  it('never run back up', () => {
    const rank = (file: string) => ROOMS.indexOf(roomOf(file) ?? '')
    expect(imports.filter(({ from, to }) => isOwn(to) && rank(from) < rank(to))).toEqual([])
  })

  it('of the page lead to lib/api only', () => {
    const own = imports.filter(({ from, to }) => roomOf(from) === 'app' && isOwn(to))
    expect(own.filter(({ to }) => !/^(?:app|lib\/api)\//.test(to))).toEqual([])
  })

  it('of lib/api take types only from the store', () => {
    const values = imports.filter(
      ({ from, to, isType }) => roomOf(from) === 'lib/api' && roomOf(to) === 'lib/store' && !isType,
    )
    expect(values).toEqual([])
  })

  it.each(['lib/auth', 'lib/store', 'srv'])('form no circle in %s', (folder) => {
    expect(findCircle(edgesBetween(imports, roomIn(folder)))).toBeNull()
  })

  it('keep express, jose, openid-client and pg in their rooms', () => {
    const strangers = imports.filter(
      ({ from, to }) => PACKAGES[to]?.includes(roomOf(from) ?? '') === false,
    )
    expect(strangers).toEqual([])
  })
})

describe('findCircle', () => {
  it('finds a circle of three rooms', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['d', 'a'])],
    ])
    expect(findCircle(edges)).toEqual(['a', 'b', 'c', 'a'])
  })

  it('finds none where two ways lead to the same room', () => {
    const edges = new Map([
      ['a', new Set(['b', 'c'])],
      ['b', new Set(['d'])],
      ['c', new Set(['d'])],
    ])
    expect(findCircle(edges)).toBeNull()
  })
})
