import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('an edit of an event without a value', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run(event) {
          if (event.key('hireDate') !== '2026-11-30') {
            reject('expected a hireDate, the event has none')
          }
        },
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  it('proposes the value that the error names, with the focus in its field', async () => {
    const message = await bed.send('30007')
    const becomes = (state: string) =>
      bed.found(1, 'select from delivery where message_id = $1 and state = $2', message, state)
    await becomes('failed')
    await openView(page, `messages/${message}`)
    await page.getByText('the event has none').first().waitFor()
    await page.getByRole('button', { name: 'Edit and replay: directory, 30007' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('The error names a missing value: hireDate.').waitFor()
    const value = dialog.getByLabel('Keys, hireDate')
    expect(await value.getAttribute('type')).toBe('date')
    await settledOrTimeout(
      () => value.evaluate((field) => field === field.ownerDocument.activeElement),
      'the focus',
    )
    const confirm = dialog.getByRole('button', { name: 'Edit and replay' })
    expect(await confirm.isDisabled()).toBe(true)
    await page.keyboard.type('11302026')
    await confirm.click()
    // The handler expects this value.
    await becomes('completed')
  })
})
