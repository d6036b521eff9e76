import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('what an attempt called', () => {
  let bed: MonitorBed
  let message: string

  beforeAll(async () => {
    bed = await openMonitorBed({
      calling: {
        on: '*',
        retry: { attempts: 1 },
        run: async (event, { destination }) => {
          const body = { userName: 'jana.probst', plan: 'basic' }
          await destination('erp').put(`/accounts/${event.key('userId')}`, {
            body,
            record: 'bodies',
          })
        },
      },
    })
    message = await bed.send('70001')
    await bed.found(1, `select from lane where status = 'parked'`)
  }, START_MS)
  afterAll(() => bed?.stop())

  it('is shown with the attempt: target, path and result, without ids of persons', async () => {
    const { page } = bed.operator
    await openView(page, `messages/${message}`)
    await page.getByText('1 outbound call').waitFor()
    await page.getByText('PUT /accounts/‹userId›').waitFor()
    await page.getByText('destination_unknown').first().waitFor()
    await page.getByText('Sent', { exact: true }).click()
    await page.getByText('{"userName":"‹userName›","plan":"basic"}').waitFor()
    expect(await page.getByText('no answer').count()).toBe(1)
  })
})
