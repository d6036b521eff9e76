import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SNIPPET = /^```ts (srv\/handlers\/\S+)\n(.*?)^```$/gms

/** Below the project: `#handler` is looked for upwards. */
let folder: string
let snippets: { readonly file: string; readonly text: string }[]

beforeAll(async () => {
  const document = await readFile(path.join(ROOT, 'docs', 'handlers.md'), 'utf8')
  snippets = [...document.matchAll(SNIPPET)].map(([, file = '', text = '']) => ({ file, text }))
  expect(document.match(/^```ts/gm)).toHaveLength(snippets.length)
  await mkdir(path.join(ROOT, '.data'), { recursive: true })
  folder = await mkdtemp(path.join(ROOT, '.data', 'documents-'))
  for (const { file, text } of snippets) {
    await writeFile(path.join(folder, path.basename(file)), text)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** As that of the project, without its database. */
function jestConfig(): string {
  const transform = { '^.+\\.ts$': createRequire(import.meta.url).resolve('@swc/jest') }
  return JSON.stringify({ rootDir: folder, transform, extensionsToTreatAsEsm: ['.ts'] })
}

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

describe('the snippets of docs/handlers.md', () => {
  it('do what they say: each test of them passes', async () => {
    const tests = snippets
      .map(({ file }) => path.basename(file))
      .filter((file) => file.endsWith('.test.ts'))
    expect(tests).toHaveLength(snippets.length / 2)
    const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')
    const { code, told } = await run('--experimental-vm-modules', jest, '--config', jestConfig())
    expect(told).toContain(`Test Suites: ${tests.length} passed, ${tests.length} total`)
    expect(code).toBe(0)
  }, 60_000)

  it('compile under the rules of the project', async () => {
    const config = {
      extends: path.join(ROOT, 'tsconfig.json'),
      include: ['*.ts'],
      compilerOptions: { noEmit: true, types: ['node'] },
    }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const { code, told } = await run(tsc, '-p', 'tsconfig.json')
    expect(told).toBe('')
    expect(code).toBe(0)
  }, 60_000)
})
