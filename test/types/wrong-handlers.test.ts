import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { compile, outputOf, ROOT } from '../support/compile.ts'

const WRONG = path.join(ROOT, 'test/types/wrong')
/** Only the linter finds this one. */
const FORGOTTEN_AWAIT = 'forgotten-await.ts'

interface Finding {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** The lines of a file that end with `// wrong: ` and what has to be said of them. */
async function markedIn(file: string): Promise<Finding[]> {
  const lines = (await readFile(path.join(WRONG, file), 'utf8')).split('\n')
  return lines.flatMap((text, index) => {
    const told = /\/\/ wrong: (.*)$/.exec(text)?.[1]
    return told === undefined ? [] : { file, line: index + 1, text: told }
  })
}

async function findings(): Promise<Finding[]> {
  const told = (await compile(WRONG)).split(/\n(?=\S)/)
  return told.flatMap((error) => {
    const [, file = '', line, text = ''] = /^(.*)\((\d+),\d+\): (.*)/s.exec(error) ?? []
    return file === '' ? [] : { file: path.basename(file), line: Number(line), text }
  })
}

/** Lints a file as if it lay in srv/handlers, with this project's own rules. */
async function lintAsHandler(file: string): Promise<Finding[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-lint-'))
  try {
    const config = JSON.parse(await readFile(path.join(ROOT, 'biome.json'), 'utf8'))
    await writeFile(path.join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: undefined }))
    await mkdir(path.join(folder, 'srv/handlers'), { recursive: true })
    await cp(path.join(WRONG, file), path.join(folder, 'srv/handlers', file))
    const args = ['lint', '--reporter=github']
    const told = await outputOf('@biomejs/biome/bin/biome', args, folder)
    return told.split('\n').flatMap((error) => {
      const [, rule, line] = /title=(\S+?),.*?line=(\d+)/.exec(error) ?? []
      return rule === undefined ? [] : { file, line: Number(line), text: rule }
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('a wrong handler', () => {
  it('does not compile, and the message stands where the mistake is', async () => {
    const files = (await readdir(WRONG)).filter(
      (name) => name.endsWith('.ts') && name !== FORGOTTEN_AWAIT,
    )
    const marked = (await Promise.all(files.map(markedIn))).flat()
    const found = await findings()
    const places = (findings: Finding[]) =>
      findings.map(({ file, line }) => `${file}:${line}`).sort()
    expect(marked.length).toBeGreaterThanOrEqual(files.length)
    expect(places(found)).toEqual(places(marked))
    for (const { file, line, text } of marked) {
      const said = found.find((finding) => finding.file === file && finding.line === line)
      expect(said?.text).toContain(text)
    }
  })

  it('that forgets await is found by the linter, but for what comes with the context', async () => {
    // Of what comes with the context the linter knows no type: the run itself notices those.
    expect(await lintAsHandler(FORGOTTEN_AWAIT)).toEqual(
      (await markedIn(FORGOTTEN_AWAIT)).map(({ file, line }) => ({
        file,
        line,
        text: 'lint/nursery/noFloatingPromises',
      })),
    )
  })
})
