import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('the history of an edit', () => {
  let bed: MonitorBed

  beforeAll(async () => {
    bed = await openMonitorBed({ directory: { on: '*', run: () => reject('no such code') } })
  }, START_MS)
  afterAll(() => bed?.stop())

  it('shows which fields changed, and their values on request', async () => {
    const { page } = bed.operator
    const id = await bed.send({ userId: '61001', params: { jobCode: 'clrek', division: 'North' } })
    await bed.found(1, `select from lane where status = 'parked'`)
    const params = [
      { name: 'personIdExternal', value: 'P61001' },
      { name: 'jobCode', value: 'clerk' },
      { name: 'division', value: 'North' },
    ]
    const event = { effectiveStartDate: '2027-02-01', params }
    const path = `/deliveries/${id}/0/directory/0/actions/edit`
    expect(await bed.operate(path, { event, comment: 'a typing mistake' })).toBe(200)
    const reveals = () =>
      bed.rows(`select detail->>'messageId' as message from action where kind = 'reveal'`)

    await openView(page, 'history')
    const row = page.getByRole('row').filter({ hasText: 'a typing mistake' })
    await row.getByText('Changed: Effective from, Parameter').waitFor()
    await row.getByRole('button', { name: 'Show affected deliveries' }).click()
    const field = (name: string) => row.locator('.edited-field').filter({ hasText: name })
    await field('Effective from').getByText('2027-02-01').waitFor()
    await field('Parameter: jobCode').waitFor()
    expect(await field('jobCode').locator('.edited-value').allTextContents()).toEqual([
      '‹jobCode›',
      '‹jobCode›',
    ])
    // Unchanged fields are not listed.
    expect(await row.locator('.edited-field').count()).toBe(2)
    expect(await reveals()).toEqual([])

    await row.getByRole('button', { name: 'Show values' }).click()
    await field('jobCode').getByText('clerk').waitFor()
    expect(await field('jobCode').locator('.edited-value').allTextContents()).toEqual([
      'clrek',
      'clerk',
    ])
    expect(await reveals()).toEqual([{ message: id }])
    await row.getByRole('button', { name: 'Hide values' }).click()
    await field('jobCode').getByText('‹jobCode›').first().waitFor()
  })
})
