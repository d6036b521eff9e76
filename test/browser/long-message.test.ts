import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'

const EVENTS = 120

describeInBrowser('a message of many events', () => {
  let bed: MonitorBed
  let page: Page

  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: 'test.Other', run: () => undefined } })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  it('shows its first page, and more when asked for', async () => {
    const users = Array.from({ length: EVENTS }, (_, event) => `7${String(event).padStart(4, '0')}`)
    const id = await bed.send(...users)
    await page.goto(`${bed.instance.url}/monitor/messages/${id}`)
    await page.getByText(`50 of ${EVENTS} events are shown.`).waitFor()
    expect(await page.locator('.payload-event').count()).toBe(50)
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText(`100 of ${EVENTS} events are shown.`).waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('heading', { name: `Event ${EVENTS} ` }).waitFor()
    expect(await page.locator('.payload-event').count()).toBe(EVENTS)
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  })
})
