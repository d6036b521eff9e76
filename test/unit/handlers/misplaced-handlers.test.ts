import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { findMisplacedHandlers } from '../../../lib/handlers/misplaced-handlers.ts'

const HANDLER = "import { defineHandler } from '#handler'\n\nexport default defineHandler({})\n"

it('finds handlers in subfolders, unless a handler of the folder imports them', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-misplaced-'))
  const write = async (file: string, text = HANDLER) => {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true })
    await writeFile(path.join(dir, file), text)
  }
  await write('leaver.ts')
  await write('joiner.ts', "export { default } from './hr/joiner.ts'\n")
  await write('hr/joiner.ts')
  await write('hr/leaver.ts')
  await write('hr/leaver.test.ts')
  await write('it/deep/badge.ts')
  await write('..2026_11_30/leaver.ts')
  await write('node_modules/example/leaver.ts')
  await write('shared/names.ts', 'export const names = []\n')
  expect(await findMisplacedHandlers(dir)).toEqual(['hr/leaver.ts', 'it/deep/badge.ts'])
  await rm(dir, { recursive: true })
})
