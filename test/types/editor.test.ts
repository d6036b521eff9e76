import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { compile, ROOT } from '../support/compile.ts'
import { type Editor, openEditor } from '../support/language-server.ts'

const FOLDER = path.join(ROOT, 'test/types/edited')
const FILE = path.join(FOLDER, 'unfinished.ts')
const KNOWN = [
  'com.successfactors.Employment.AssignmentInformation.Hire',
  'com.successfactors.Employment.AssignmentInformation.ReHire',
  'com.successfactors.Employment.AssignmentInformation.Termination',
  'com.successfactors.Employment.JobInformation.ManagerChanged',
]

describe('an editor', () => {
  let editor: Editor
  let text: string
  beforeAll(async () => {
    editor = await openEditor(FILE)
    text = await readFile(FILE, 'utf8')
  })
  afterAll(() => editor.close())

  it('knows a handler that compiles', async () => {
    expect(await compile(FOLDER)).toBe('')
  })

  it.each(["on: ''", "on: ['com"])('suggests event types in %s', async (marker) => {
    expect(await editor.completions(marker)).toEqual(expect.arrayContaining(['*', ...KNOWN]))
  })

  it.each([
    ["event.key('')", 'userId'],
    ["event.param('')", 'personIdExternal'],
  ])('suggests names in %s', async (marker, name) => {
    expect(await editor.completions(marker)).toContain(name)
  })

  it('has a text for everything that a handler touches', async () => {
    const body = text.slice(text.indexOf('export const touched'), text.indexOf('return [of'))
    const options = [...body.matchAll(/^ {2}(?:async )?(\w+)(?=[:(])/gm)]
    const context = [...body.matchAll(/(?<=const \{ ).*?(?= \} = (?:context|await))/g)]
    const members = [...body.matchAll(/(?<=\b(?:log|event|target|answer|sf)\.)\w+/g)]
    const ofCalls = [
      'query: {',
      'headers: {',
      'timeoutMs: 1, accepts',
      'accepts:',
      'csrf:',
      'record:',
    ]
    const markers = [
      ...options.map(([, name]) => `\n  ${name === 'run' ? 'async run' : name}`),
      ...context.flatMap(([names]) => names.split(', ')),
      ...members.map(({ 0: name, index }) => body.slice(index - 4, index + name.length)),
      ...[...ofCalls, 'maxBytes:', 'body:', 'firstDelayMs', 'maxDelayMs', 'perMs'],
    ]
    expect(markers.length).toBeGreaterThan(80)
    const silent: string[] = []
    for (const marker of new Set(markers)) {
      const told = await editor.hover(marker)
      // Behind the code block with the type.
      if (told.split('```').at(-1)?.trim() === '') silent.push(marker.trim())
    }
    expect(silent).toEqual([])
  })
})
