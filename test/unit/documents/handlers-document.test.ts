import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TEMPLATE } from '../../../lib/cli/init/project-files.ts'
import { type HandlerFile, handlerFilesOf } from '../../support/documents/snippets.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Below the project: `#handler` is looked for upwards. */
let folder: string
let files: HandlerFile[]

beforeAll(async () => {
  files = await handlerFilesOf('handlers.md')
  await mkdir(path.join(ROOT, '.data'), { recursive: true })
  folder = await mkdtemp(path.join(ROOT, '.data', 'documents-'))
  for (const { name, text } of files) await writeFile(path.join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(...args: string[]): Promise<{ code: number; told: string }> {
  const child = spawn(process.execPath, args, { cwd: folder, env: {} })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      told += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code: code as number, told }
}

const program = (file: string) => path.join(ROOT, 'node_modules', file)

describe('the snippets of docs/handlers.md', () => {
  it('do what they say: each test of them passes with the runner of a new project', async () => {
    const tests = files.filter(({ name }) => name.endsWith('.test.ts'))
    expect(tests).toHaveLength(files.length / 2)
    const { code, told } = await run('--test', '--test-isolation=none', '--test-reporter=tap')
    const passed = [...told.matchAll(/^# Subtest: (.*)$/gm)].map(([, name]) => name)
    const written = tests.flatMap(({ text }) => text.match(/^ *it\(/gm) ?? [])
    expect(passed.length).toBeGreaterThanOrEqual(written.length)
    expect(told).toContain('# fail 0')
    expect(code).toBe(0)
  }, 60_000)

  it('compile under the rules of this repository', async () => {
    const config = {
      extends: path.join(ROOT, 'tsconfig.json'),
      include: ['*.ts'],
      compilerOptions: { noEmit: true, types: ['node'] },
    }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const { code, told } = await run(program('typescript/bin/tsc'), '-p', 'tsconfig.json')
    expect(told).toBe('')
    expect(code).toBe(0)
  }, 60_000)

  it('keep the format and the rules of a new project, as the other recipes do', async () => {
    const others = await handlerFilesOf('sftp-mail-and-amqp.md')
    // In a folder of their own: they do not compile here without their packages.
    await mkdir(path.join(folder, 'others'))
    for (const { name, text } of others) await writeFile(path.join(folder, 'others', name), text)
    const rules = await readFile(path.join(TEMPLATE, 'biome.json.template'), 'utf8')
    const { $schema: _schema, ...config } = JSON.parse(rules) as { $schema: string }
    await writeFile(path.join(folder, 'biome.json'), JSON.stringify(config, null, 2))
    const names = [...files.map(({ name }) => name), 'others']
    const count = files.length + others.length
    const biome = program('@biomejs/biome/bin/biome')
    const { told } = await run(biome, 'ci', '--colors=off', '--error-on-warnings', ...names)
    expect(told).toMatch(new RegExp(`^Checked ${count} files in .*No fixes applied\\.\\s*$`))
  }, 60_000)
})
