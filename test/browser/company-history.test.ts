import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, openView } from '../support/page-steps.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'

describeInBrowser('one company at a time', () => {
  let bed: MonitorBed
  let page: Page

  beforeAll(async () => {
    bed = await openMonitorBed({ directory: { on: '*', run: () => reject('no such account') } })
    page = bed.operator.page
    await bed.send('1001')
  }, START_MS)
  afterAll(() => bed?.stop())

  const companySwitch = () => page.getByRole('combobox', { name: 'Company' }).first()

  it('has no switch where one company alone has sent', async () => {
    await openView(page, 'messages')
    await page.getByText('1001').first().waitFor()
    expect(await companySwitch().count()).toBe(0)
  })

  it('narrows messages, employees and parked lanes to a company, also by a pasted address', async () => {
    await sendEvents(bed.instance, await bed.token(), ['2002'], HIRE, 'GLOBEX')
    await bed.found(2, `select from lane where status = 'parked'`)
    // An instance remembers the list of companies for half a minute; another one reads it anew.
    const other = await bed.startInstance({ handlers: {} })
    const { page: fresh } = await bed.monitor.open('/monitor/messages', { at: other })
    page = fresh
    await choose(page, 'Company', 'GLOBEX')
    await page.getByText('2002').first().waitFor()
    await page.getByText('1001').first().waitFor({ state: 'detached' })
    expect(page.url()).toMatch(/messages\?company=GLOBEX$/)

    await page.locator('ui5-side-navigation-item[text=Parked]').click()
    await page.waitForURL(/parked\?company=GLOBEX$/)
    await page.getByRole('button', { name: /^Show the person/ }).waitFor()
    await page.locator('ui5-side-navigation-item[text=Employees]').click()
    await page.getByText('2002').first().waitFor()
    expect(await page.getByText('1001').count()).toBe(0)

    await openView(page, 'employees?company=ACME')
    await page.getByText('1001').first().waitFor()
    expect(await page.getByText('2002').count()).toBe(0)
  })
})

describeInBrowser('what was done by hand', () => {
  let bed: MonitorBed

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: { on: '*', run: () => reject('no such account') },
    })
  }, START_MS)
  afterAll(() => bed?.stop())

  it('stands in the history: who, what, to what, why', async () => {
    const { page } = bed.operator
    await openView(page, 'history')
    await page.getByText('No actions yet').waitFor()
    const message = await bed.send('3003')
    await bed.found(1, `select from lane where status = 'parked'`)
    expect(await bed.operate('/handlers/directory/actions/hold', { comment: 'maintenance' })).toBe(
      200,
    )
    const skip = `/deliveries/${message}/0/directory/0/actions/skip`
    expect(await bed.operate(skip, { comment: 'done by hand' })).toBe(200)

    await openView(page, 'history')
    const rowOf = (text: string) => page.getByRole('row').filter({ hasText: text })
    await rowOf('maintenance').getByText('directory').first().waitFor()
    await rowOf('done by hand').getByRole('button', { name: 'Show affected deliveries' }).click()
    await rowOf('done by hand').getByRole('listitem').getByText(message).waitFor()
  })

  it('can be stopped there, also if no instance can work on it', async () => {
    const { page } = bed.operator
    await bed.rows(`insert into handler (name, definition) values ('missing', '{}')`)
    const backfill = { filter: {}, comment: 'a new handler' }
    expect(await bed.operate('/handlers/missing/actions/backfill', backfill)).toBe(202)
    await openView(page, 'history')
    const row = page.getByRole('row').filter({ hasText: 'a new handler' })
    await row.getByText('Running').first().waitFor()
    await row.getByRole('button', { name: 'Stop', exact: true }).click()
    await row.getByText('Stopped').first().waitFor()
    await row.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' })
  })
})
