import { afterAll, beforeAll, it } from '@jest/globals'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { actWithComment, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'

describeInBrowser('an event that another sender counts for', () => {
  let bed: MonitorBed

  beforeAll(async () => {
    bed = await openMonitorBed(
      { directory: { on: HIRE, run: () => undefined } },
      { TYPE_SENDERS: JSON.stringify([{ type: HIRE, sender: 'Event Hub' }]) },
    )
  }, START_MS)
  afterAll(() => bed?.stop())

  it('says so, and is handed over with a reason', async () => {
    const { page } = bed.operator
    const message = await bed.send('30201')
    await openView(page, `messages/${message}`)
    await page.getByText('Discarded').first().waitFor()
    const strip = page.getByText('The service handles events of this type from another sender')
    await strip.waitFor()
    const handOver = page.getByRole('button', { name: 'Hand over', exact: true })
    await actWithComment(page, handOver, { confirm: 'Hand over', comment: 'Event Hub is down' })
    await bed.found(
      1,
      `select from delivery where message_id = $1 and state = 'completed'`,
      message,
    )
    await page.getByText('Completed').first().waitFor()
    await strip.waitFor({ state: 'detached' })
    await openView(page, 'history')
    await page.getByText('Event Hub is down').waitFor()
  })
})
