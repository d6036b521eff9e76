import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { discoverHandlers } from '../../../lib/handlers/discover-handlers.ts'
import { runTool } from '../../support/run-tool.ts'

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
  ])('writes what the formatter would: %j', async (on) => {
    const name = on.length > 2 ? 'a'.repeat(64) : 'mine'
    await newHandler(name, ...on)
    const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
    for (const file of [`${name}.ts`, `${name}.test.ts`]) {
      const text = await readFile(path.join(folder, file), 'utf8')
      const formatting = run(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
        cwd: ROOT,
      })
      formatting.child.stdin?.end(text)
      expect((await formatting).stdout).toBe(text)
    }
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
    ['no name', []],
    ['capitals', ['DisableAccount']],
    ['a way out of the folder', ['../mine']],
    ['two names', ['mine', 'yours']],
    ['a name that is too long', ['a'.repeat(65)]],
    ['an ending', ['mine.ts']],
    ['an unknown event', ['mine', '--on', 'holiday']],
  ])('refuses %s', async (_what, args) => {
    expect(await newHandler(...args)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^config_invalid: /),
    })
  })
})
