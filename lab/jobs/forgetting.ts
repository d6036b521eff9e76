import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { hire, termination } from './company.ts'
import { button, dialogOf } from './hand.ts'
import { expectEqual, type Job } from './job.ts'
import { saveFile } from './save-file.ts'
import type { JobStage } from './stage.ts'

const LEAVER = '80001'
const run = promisify(execFile)

/** The walk of a data protection officer. */
export const forgetting: Job = {
  name: 'forgetting',
  title: 'Forget a person on request, and prove it',
  before: 'impossible',
  prepare: async (stage) => {
    await stage.send(hire(LEAVER))
    await stage.send(termination(LEAVER, 10))
    await stage.until(`select count(*) = 0 as yes from lane where waiting > 0`)
  },
  async run(stage, hand, folder) {
    const { page } = hand
    await hand.search()
    await hand.type(LEAVER)
    await hand.press('Enter')
    await button(page, 'Forget this person').waitFor()
    await hand.photograph('person')
    await hand.click(button(page, 'Forget this person'))
    const dialog = dialogOf(page)
    await dialog.getByText('2 messages, 2 events').waitFor()
    await hand.type('request of 30 November')
    await hand.photograph('dry-run')
    await hand.click(button(dialog, 'Forget for good'))
    await page.getByText(/^This person was forgotten on/).waitFor()
    await hand.photograph('forgotten')
    const { file } = await saveFile(hand, button(page, 'Save the signed report'), folder)
    const verdict = await verify(stage, file, folder)
    expectEqual('a genuine report', verdict.includes('The report is genuine.'), true)
    expectEqual('the id on the page', await page.getByText(LEAVER).count(), 0)
    return 'forgotten; `npm run verify-report` says that the report is genuine'
  },
}

/** As the officer does, with the public keys of the installation in a file. */
async function verify(stage: JobStage, file: string, folder: string): Promise<string> {
  const answer = await fetch(`${stage.origin}/operations/v1/erasure-keys`, {
    headers: { authorization: `Bearer ${await stage.operatorToken()}` },
  })
  const keys = path.join(folder, 'erasure-keys.json')
  await writeFile(keys, await answer.text())
  const { stdout } = await run('npm', [
    ...['run', '--silent', 'verify-report', '--', file, '--public-keys', keys],
  ])
  await writeFile(path.join(folder, 'verify-report.txt'), stdout)
  return stdout
}
