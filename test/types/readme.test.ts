import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { compile, ROOT } from '../support/compile.ts'

/** Imported by the test in it. */
const FIRST_EXAMPLE = 'deactivate-account.ts'

describe('the examples of srv/handlers/README.md', () => {
  let folder: string
  beforeAll(async () => {
    // Within the project, so that #handler means what it means there.
    await mkdir(path.join(ROOT, '.data'), { recursive: true })
    folder = await mkdtemp(path.join(ROOT, '.data/readme-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('compile', async () => {
    const text = await readFile(path.join(ROOT, 'srv/handlers/README.md'), 'utf8')
    const whole = [...text.matchAll(/```ts\n(import .*?)```/gs)].map(([, code = '']) => code)
    expect(whole).toHaveLength(3)
    for (const [index, code] of whole.entries()) {
      const file = index === 0 ? FIRST_EXAMPLE : `example-${index}.ts`
      await writeFile(path.join(folder, file), code)
    }
    // The examples show more than they use.
    const compilerOptions = { noUnusedLocals: false }
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['.'], exclude: [] }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    expect(await compile(folder)).toBe('')
  })
})
