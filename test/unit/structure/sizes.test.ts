import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT } from '../../support/descriptors/project.ts'
import { countLines, measureFunctions } from '../../support/line-counts.ts'

const MAX_FILE = 250
const MAX_FUNCTION = 80

const read = (pattern: string) =>
  globSync(pattern, { cwd: PROJECT_ROOT }).map((file) => ({
    file,
    text: readFileSync(path.join(PROJECT_ROOT, file), 'utf8'),
  }))
const code = ['{lib,srv,lab}/**/*.ts', 'app/monitor/src/**/*.{ts,tsx}'].flatMap(read)
const tests = read('test/**/*.ts')
/** The functions of a test file are the bodies of `describe`: only its file is measured. */
const measured = [...code, ...read('test/{model,setup,support}/**/*.ts')].filter(
  ({ file }) => !file.endsWith('.test.ts'),
)

describe('sizes', () => {
  it(`no file has more than ${MAX_FILE} lines`, () => {
    const long = [...code, ...tests]
      .map(({ file, text }) => ({ file, lines: countLines(text) }))
      .filter(({ lines }) => lines > MAX_FILE)
    expect(long).toEqual([])
  })

  it(`no function has more than ${MAX_FUNCTION} lines`, () => {
    const long = measured.flatMap(({ file, text }) =>
      measureFunctions(text)
        .filter(({ lines }) => lines > MAX_FUNCTION)
        .map((found) => ({ file, ...found })),
    )
    expect(long).toEqual([])
  })
})

describe('measureFunctions', () => {
  const lengthsOf = (text: string) => measureFunctions(text).map(({ lines }) => lines)

  it.each([
    ['a function', 'function a() {\n  b()\n}\n', [3]],
    [
      'its parameters',
      'export async function a(\n  b: string,\n): Promise<void> {\n  c()\n}\n',
      [5],
    ],
    ['an arrow function', 'const a = (b: string) => {\n  c()\n}\n', [3]],
    ['a method', 'const a = {\n  async b(c) {\n    d()\n  },\n}\n', [3]],
    ['functions in functions', 'function a() {\n  const b = () => {\n    c()\n  }\n}\n', [5, 3]],
    ['no blocks', 'if (a) {\n  b()\n} else {\n  c()\n}\n', []],
    ['no conditions', 'if (\n  a &&\n  b\n) {\n  c()\n}\n', []],
    ['no objects', 'const a = {\n  b: 1,\n}\n', []],
  ])('finds %s', (_name, text, lengths) => {
    expect(lengthsOf(text)).toEqual(lengths)
  })
})
