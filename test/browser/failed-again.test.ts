import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { actWithComment, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'

const TRIED_LATER = 'test.TriedLater'
const HOUR_MS = 3_600_000

describeInBrowser('an action that was in vain', () => {
  let bed: MonitorBed
  let page: Page
  let isDown = true

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: HIRE,
        run: () => {
          if (isDown) reject('the directory is down')
        },
      },
      mailer: {
        on: TRIED_LATER,
        retry: { attempts: 20, firstDelayMs: HOUR_MS, maxDelayMs: HOUR_MS },
        run: () => {
          if (isDown) throw new Error('no answer')
        },
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(() => {
    isDown = true
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const told = (text: string) => page.getByRole('status').getByText(text).waitFor()
  const becomes = (message: string, state: string) =>
    bed.found(1, 'select from delivery where message_id = $1 and state = $2', message, state)
  const attempts = async (message: string) =>
    (await bed.rows('select from attempt where message_id = $1', message)).length

  it('says that a replay has failed again, and offers what can be done', async () => {
    const message = await bed.send('30101')
    await becomes(message, 'failed')
    await openView(page, `messages/${message}`)
    const replay = button('Replay: directory, 30101')
    const wish = { confirm: 'Replay', comment: 'it is back' }
    await actWithComment(page, replay, wish)
    await told('Failed again')
    isDown = false
    await actWithComment(page, replay, wish)
    await told('Completed')
    await becomes(message, 'completed')
    await page.getByText('Failed again').first().waitFor({ state: 'detached' })
    expect(await attempts(message)).toBe(3)
  })

  it('offers to start again what was started and will be retried', async () => {
    const message = await bed.sendAs(TRIED_LATER, '30102')
    await becomes(message, 'retrying')
    await openView(page, `messages/${message}`)
    const start = button('Start now: mailer, 30102')
    const wish = { confirm: 'Start now', comment: 'it is back' }
    await actWithComment(page, start, wish)
    await told('Failed again')
    isDown = false
    await actWithComment(page, start, wish)
    await told('Completed')
    await becomes(message, 'completed')
    expect(await attempts(message)).toBe(3)
  })
})
