import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { discoverHandlers } from '../../../lib/handlers/discover-handlers.ts'
import { fixtureEvents } from '../../../lib/testing.ts'
import { compile } from '../../support/compile.ts'
import { runTool, serviceOptions } from '../../support/run-tool.ts'
import { createTestBed } from '../../support/test-service.ts'

const run = promisify(execFile)
const ROOT = path.resolve(import.meta.dirname, '../../..')

// Within the project, so that #handler and #testing are found.
let folder: string
beforeEach(async () => {
  await mkdir(path.join(ROOT, '.data'), { recursive: true })
  folder = await mkdtemp(path.join(ROOT, '.data/new-handler-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const newHandler = (...args: readonly string[]) =>
  runTool(['new:handler', ...args], { HANDLERS_DIR: folder })

/** Runs the tests of the folder as "npm test -- srv/handlers" does for that one. */
function runTests() {
  const config = {
    rootDir: ROOT,
    extensionsToTreatAsEsm: ['.ts'],
    transform: {
      '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
    },
    testMatch: [`${folder}/**/*.test.ts`],
  }
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js')
  const args = ['--experimental-vm-modules', jest, '--config', JSON.stringify(config)]
  return run(process.execPath, args, { cwd: ROOT })
}

describe('npm run new:handler', () => {
  it('writes a handler that is found, and a test that passes', async () => {
    const { code, out } = await newHandler(
      'leaver',
      '--on',
      'termination',
      '--on',
      'rehire',
      '--json',
    )
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, name: 'leaver' })
    expect(JSON.parse(out).files.map((file: string) => path.basename(file))).toEqual([
      'leaver.ts',
      'leaver.test.ts',
      'leaver.xml',
    ])
    expect(await discoverHandlers(folder)).toMatchObject([
      {
        name: 'leaver',
        options: {
          on: [
            'com.successfactors.Employment.AssignmentInformation.Termination',
            'com.successfactors.Employment.AssignmentInformation.ReHire',
          ],
        },
      },
    ])
    expect((await runTests()).stderr).toContain('2 passed, 2 total')
  })

  it.each([
    [[]],
    [['--on', '*']],
    [['--on', 'a.B', '--on', 'hire', '--on', 'com.example.Time.Off']],
    [['--on', 'com.successfactors.*.Hire']],
  ])('writes what the formatter would: %j', async (on) => {
    const name = on.length > 2 ? 'a'.repeat(64) : 'mine'
    await newHandler(name, ...on)
    await expectFormatted(`${name}.ts`, `${name}.test.ts`)
  })

  it('overwrites nothing, and then writes nothing', async () => {
    await writeFile(path.join(folder, 'mine.test.ts'), 'kept')
    const { code, errors } = await newHandler('mine')
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('mine.test.ts') })
    await expect(readFile(path.join(folder, 'mine.ts'))).rejects.toThrow('ENOENT')
    expect(await readFile(path.join(folder, 'mine.test.ts'), 'utf8')).toBe('kept')
  })

  it('gives no name twice', async () => {
    await writeFile(path.join(folder, 'iflow.json'), '{}')
    const { code, errors } = await newHandler('iflow')
    expect({ code, errors }).toEqual({
      code: 2,
      errors: expect.stringContaining('iflow.json has it'),
    })
  })

  it.each([
    ['com.successfactors.Employment.*', 'com.successfactors.Employment.'],
    ['com.example.*.Lost', 'com.example.Example.Lost'],
  ])('takes a pattern, and writes a message of a type that it takes: %s', async (on, type) => {
    await newHandler('mine', '--on', on)
    expect(await readFile(path.join(folder, 'mine.ts'), 'utf8')).toContain(`on: '${on}'`)
    const [event] = fixtureEvents(path.join(folder, 'fixtures/mine.xml'))
    expect(event?.type?.startsWith(type)).toBe(true)
  })

  it.each([
    ['no name', []],
    ['capitals', ['DisableAccount']],
    ['a way out of the folder', ['../mine']],
    ['two names', ['mine', 'yours']],
    ['a name that is too long', ['a'.repeat(65)]],
    ['an ending', ['mine.ts']],
    ['an unknown event', ['mine', '--on', 'holiday']],
    ['a pattern that is none', ['mine', '--on', 'com.*.**']],
    ['a message and a type', ['mine', '--from', 'x', '--on', 'hire']],
    ['what is no message id', ['mine', '--from', 'x']],
  ])('refuses %s', async (_what, args) => {
    expect(await newHandler(...args)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^config_invalid: /),
    })
  })
})

describe('npm run new:handler -- --from', () => {
  it('writes type, schema, masked message and test of a stored message', async () => {
    const bed = await createTestBed()
    try {
      const instance = await bed.startInstance({ handlers: {} })
      const type = 'com.example.Badge.Lost'
      const id = await instance.send([{ userId: 't.winter', startDate: '2026-01-01' }], type)
      const { args, input } = serviceOptions(bed, instance.url, 'operator')
      const given = ['new:handler', 'lost-badge', '--from', id, '--json', ...args]
      const { code, out } = await runTool(given, { HANDLERS_DIR: folder }, input)
      expect(code).toBe(0)
      const { on, files } = JSON.parse(out)
      expect(on).toEqual([type])
      expect(files.map((file: string) => path.basename(file))).toEqual([
        ...['lost-badge.ts', 'lost-badge.test.ts', 'lost-badge.xml', `${type}.ts`],
      ])
      const texts = await Promise.all(files.map((file: string) => readFile(file, 'utf8')))
      expect(texts.join()).not.toContain('t.winter')
      expect(texts[3]).toContain(`'${type}': {`)
      expect(texts[0]).toContain('      userId: z.string(),\n')
      expect((await discoverHandlers(folder)).map(({ options }) => options.on)).toEqual([[type]])
      expect((await runTests()).stderr).toContain('2 passed, 2 total')
      const config = { extends: '../../tsconfig.json', include: ['.'], exclude: [] }
      await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
      expect(await compile(folder)).toBe('')
      const again = ['new:handler', 'other', '--from', id, '--json', ...args]
      const { out: second } = await runTool(again, { HANDLERS_DIR: folder }, input)
      expect(JSON.parse(second).files).toHaveLength(3)
      await expectFormatted('lost-badge.ts', 'lost-badge.test.ts', `event-types/${type}.ts`)
    } finally {
      await bed.stop()
    }
  })
})

async function expectFormatted(...files: readonly string[]): Promise<void> {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8')
    const formatting = run(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
      cwd: ROOT,
    })
    formatting.child.stdin?.end(text)
    expect((await formatting).stdout).toBe(text)
  }
}
