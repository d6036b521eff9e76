import { describe, expect, it } from '@jest/globals'
import { readJson } from '../../support/descriptors/project.ts'

const FILES = ['package.json', 'lib/cli/init/template/package.json.template']

/** `cmd` of Windows has no single quotes, `$`, `;`, substitution or variables before a command. */
const POSIX_ONLY =
  /['$`;\\]|(?:^|&& *)(?:[A-Z_]+=|(?:sh|bash|rm|cp|mv|mkdir|export|sleep|kill|test) )/

describe.each(FILES)('the npm scripts of %s', (file) => {
  const { scripts } = readJson(file) as { scripts: Record<string, string> }

  it('run on Windows as well', () => {
    expect(Object.keys(scripts).length).toBeGreaterThan(0)
    const posix = Object.entries(scripts).filter(([, script]) => POSIX_ONLY.test(script))
    expect(Object.fromEntries(posix)).toEqual({})
  })
})
