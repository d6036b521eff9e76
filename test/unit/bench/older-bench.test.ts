import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from '@jest/globals'
import { loadOlderBench } from '../../../lab/bench/before/older-bench.ts'
import type { Stage } from '../../../lab/bench/stage/open-stage.ts'

const SAYS_FOLDER = `
import { execFileSync } from 'node:child_process'
const folder = () => execFileSync(process.execPath, ['-p', 'process.cwd()']).toString().trim()
`

let folder = ''
afterEach(() => rm(folder, { recursive: true, force: true }))

it('starts programs of an older commit in its folder: paths of handlers start there', async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-older-')))
  await writeBench(folder)
  const older = await loadOlderBench({ folder, commit: 'older', remove: async () => undefined })
  const here = process.cwd()
  const moves: string[] = []
  const stage = {} as Stage
  const order = { filling: {}, processes: 1, profileFolder: null } as never
  const opened = (await older.held.open(stage, { profileFolder: null })) as unknown as string
  moves.push(opened, process.cwd())
  moves.push((await older.measureSettleRate(stage, order)) as unknown as string, process.cwd())
  expect(moves).toEqual([folder, here, folder, here])
})

async function writeBench(folder: string): Promise<void> {
  for (const part of ['arms', 'lanes']) {
    await mkdir(path.join(folder, 'lab/bench', part), { recursive: true })
  }
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
  await writeFile(
    path.join(folder, 'lab/bench/arms/our-service.ts'),
    `${SAYS_FOLDER}
const arm = { name: 'b', title: 'b', open: async () => folder() }
export { arm as serviceHeld, arm as serviceRunning }`,
  )
  await writeFile(
    path.join(folder, 'lab/bench/lanes/settle-rate.ts'),
    `${SAYS_FOLDER}
export const measureSettleRate = async () => folder()`,
  )
}
