import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { projectFiles, TEMPLATE } from '../../lib/cli/init/project-files.ts'
import { mtaSchema } from '../support/descriptors/mta-schema.ts'
import { mtaextFindings } from '../support/descriptors/mtaext-findings.ts'
import { readJson, readYaml } from '../support/descriptors/project.ts'

const run = promisify(execFile)
interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
}

const read = (file: string) => readFileSync(path.join(TEMPLATE, file), 'utf8')
const ours = mtaSchema.parse(readYaml('mta.yaml'))
const renamed = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value).replaceAll('sf-event-receiver', 'my-receiver')) as Value
const mta = mtaSchema.parse(parse(read('mta.yaml')))
const extensions = readdirSync(TEMPLATE).filter((file) => file.endsWith('.mtaext'))

describe('the template of a project', () => {
  it('has the mta.yaml of this repository, except for the build and the command', () => {
    const [module] = renamed(ours).modules
    const [own] = mta.modules
    if (module === undefined || own === undefined) throw new Error('expected a module')
    const { command } = own.parameters
    expect(command).toBe('node node_modules/sf-event-receiver/bin/sf-event-receiver.js start')
    const expected = {
      ...renamed(ours),
      'build-parameters': { 'before-all': [] },
      modules: [
        {
          ...module,
          'build-parameters': own['build-parameters'],
          parameters: { ...module.parameters, command },
        },
      ],
    }
    expect(mta).toEqual(expected)
  })

  it('has the xs-security.json of this repository', () => {
    expect(JSON.parse(read('xs-security.json'))).toEqual(renamed(readJson('xs-security.json')))
  })

  it.each(extensions)('has an extension that keeps every rule: %s', (file) => {
    expect(mtaextFindings(parse(read(file)), mta, mta.ID)).toEqual([])
  })

  it('has an npm script for each command of this repository', () => {
    const { scripts } = readJson('package.json') as { scripts: Record<string, string> }
    const commands = Object.entries(scripts).flatMap(([script, line]) => {
      const [, command] = line.match(/^node bin\/sf-event-receiver\.js (\S+)$/) ?? []
      return command === undefined ? [] : [[script, `sf-event-receiver ${command}`]]
    })
    expect(commands.length).toBeGreaterThan(5)
    const template = JSON.parse(read('package.json.template')) as { scripts: object }
    expect(template.scripts).toMatchObject(Object.fromEntries(commands))
  })

  it('has one extension per landscape', () => {
    expect(extensions).toEqual(['mta-dev.mtaext', 'mta-prod.mtaext', 'mta-test.mtaext'])
  })

  it('gets its name and its engine everywhere', async () => {
    const engine = 'npm:@acme/sf-event-receiver@0.1.0'
    const files = await projectFiles({ name: 'leavers', engine })
    expect(files.filter(({ text }) => text.includes('my-receiver'))).toEqual([])
    const manifest = files.find(({ file }) => file === 'package.json')
    expect(JSON.parse(manifest?.text ?? '')).toMatchObject({
      name: 'leavers',
      dependencies: { 'sf-event-receiver': engine },
    })
  })

  it('runs one test file where one is named', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-template-'))
    try {
      for (const name of ['one', 'two']) {
        await mkdir(path.join(folder, 'srv/handlers'), { recursive: true })
        const text = `import { it } from 'node:test'\nit('test ${name}', () => {})\n`
        await writeFile(path.join(folder, `srv/handlers/${name}.test.ts`), text)
      }
      const { scripts } = JSON.parse(read('package.json.template')) as Manifest
      const [, script = ''] = /^node (.*)$/.exec(scripts.test ?? '') ?? []
      const passed = async (...files: string[]) => {
        const args = [...script.replaceAll('"', '').split(' '), ...files]
        const env = { NODE_OPTIONS: '--test-reporter=tap' }
        const { stdout } = await run(process.execPath, args, { cwd: folder, env })
        return [...stdout.matchAll(/^ *ok \d+ - test (.*)$/gm)].map(([, name]) => name).sort()
      }
      expect(await passed()).toEqual(['one', 'two'])
      expect(await passed('srv/handlers/two.test.ts')).toEqual(['two'])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('has the files of a project and no others', async () => {
    const files = await projectFiles({ name: 'leavers', engine: 'file:engine.tgz' })
    expect(files.map(({ file }) => file)).toEqual([
      '.dockerignore',
      '.env.example',
      '.github/workflows/ci.yml',
      '.gitignore',
      '.node-version',
      '.npmrc',
      '.nvmrc',
      '.pipeline/config.yml',
      '.vscode/launch.json',
      'Dockerfile',
      'README.md',
      'biome.json',
      'kyma/receiver.yaml',
      'kyma/services.yaml',
      'mta-dev.mtaext',
      'mta-prod.mtaext',
      'mta-test.mtaext',
      'mta.yaml',
      'package.json',
      'srv/handlers/directory-account.test.ts',
      'srv/handlers/directory-account.ts',
      'tsconfig.json',
      'xs-security.json',
    ])
  })
})
