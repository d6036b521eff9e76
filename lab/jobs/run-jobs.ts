import { mkdir } from 'node:fs/promises'
import { openBrowser, openMonitor } from '../bench/monitor/open-browser.ts'
import { table } from '../bench/report/markdown-table.ts'
import { finding } from './finding.ts'
import { forgetting } from './forgetting.ts'
import { createHand, type Hand } from './hand.ts'
import type { Job } from './job.ts'
import { operating } from './operating.ts'
import { readOptions } from './options.ts'
import { type JobStage, openJobStage } from './stage.ts'

/** The load comes last: it fills the lists. */
const JOBS = [...finding, ...operating.slice(0, -1), forgetting, ...operating.slice(-1)]

const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const

interface Done {
  readonly job: Job
  readonly clicks: number
  readonly keys: number
  readonly seconds: number
  /** null: the job failed */
  readonly result: string | null
}

/** `npm run jobs`: does everyday jobs in a real browser, at a real service, and counts clicks and keys. */
async function main(): Promise<boolean> {
  const { folder, only, keyboard, phone } = readOptions(process.argv.slice(2))
  const jobs = JOBS.filter(({ name }) => only.length === 0 || only.includes(name))
  await mkdir(folder, { recursive: true })
  const browser = await openBrowser()
  const stage = await openJobStage().catch(async (error: unknown) => {
    await browser.close()
    throw error
  })
  const done: Done[] = []
  try {
    for (const job of jobs) {
      await job.prepare?.(stage)
      const page = await openMonitor(browser, stage.bench, stage.origin, phone ? PHONE : {})
      await page.locator('.overview-sentence').waitFor()
      const hand = createHand(page, { folder, prefix: job.name, keyboard, phone })
      done.push(await doJob(job, stage, hand, folder))
      await page.context().close()
    }
  } finally {
    await browser.close()
    await stage.close()
  }
  console.log(`\n${tableOf(done)}\n`)
  return done.every(({ result }) => result !== null)
}

async function doJob(job: Job, stage: JobStage, hand: Hand, folder: string): Promise<Done> {
  const start = performance.now()
  let result: string | null = null
  try {
    result = await job.run(stage, hand, folder)
  } catch (error) {
    console.error(`${job.name} failed: ${(error as Error).stack}`)
    await hand.photograph('failed')
  }
  const seconds = (performance.now() - start) / 1_000
  const { clicks, keys } = hand
  console.log(`${job.name}: ${clicks} clicks, ${keys} keys, ${seconds.toFixed(1)} s: ${result}`)
  return { job, clicks, keys, seconds, result }
}

function tableOf(done: readonly Done[]): string {
  return table(
    ['job', 'before', 'clicks', 'keys', 's', 'result'],
    done.map(({ job, clicks, keys, seconds, result }) => [
      job.title,
      job.before,
      String(clicks),
      String(keys),
      seconds.toFixed(1),
      result ?? 'FAILED',
    ]),
  )
}

if (!(await main())) process.exitCode = 1
