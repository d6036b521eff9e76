import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { HandlerDefinition } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

const TYPE = 'com.example.Changed'

describeInBrowser('a message that could not be read, on its page', () => {
  let bed: MonitorBed
  let page: Page
  let handled: { type: string | null; user: string | null; mayBeRepeat: boolean }[] = []

  const directory: HandlerDefinition = {
    on: '*',
    run: (event) => {
      const { type, mayBeRepeat } = event
      handled.push({ type, user: event.key('userId'), mayBeRepeat })
    },
  }

  beforeAll(async () => {
    bed = await openMonitorBed({ directory })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed.stop())
  beforeEach(() => {
    handled = []
  })

  const send = async (contentType: string, body: string, query = '') => {
    const answer = await fetch(`${bed.instance.url}/http/successfactors/events${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await bed.token()}`, 'content-type': contentType },
      body,
    })
    return answer.headers.get('sap_messageprocessinglogid') ?? ''
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  it('is edited, previewed and accepted; its event is handled, and the original stays', async () => {
    const broken = '<changes><userId>70001</userId><firstName>Jana</changes>'
    const message = await send('text/xml', broken)
    await openView(page, `messages/${message}`)
    await button('Repair').click()
    const dialog = dialogOf(page)
    const field = (name: string) => dialog.getByRole('textbox', { name, exact: true })
    const accept = dialog.getByRole('button', { name: 'Accept the repair' })
    const preview = dialog.getByRole('button', { name: 'Preview', exact: true })
    expect(await field('Body').inputValue()).toBe(broken)
    expect(await accept.isDisabled()).toBe(true)
    await field('Event type').fill(TYPE)
    await preview.click()
    await dialog.getByText('Code: xml_malformed').waitFor()
    expect(await accept.isDisabled()).toBe(true)

    await field('Body').fill(broken.replace('Jana', 'Jana</firstName>'))
    await preview.click()
    await dialog.getByText('1 event', { exact: true }).waitFor()
    await dialog.getByText('userId: 70001').waitFor()
    await dialog.getByText('Jana', { exact: true }).waitFor()
    expect(handled).toEqual([])
    await field('Reason').fill('a missing end tag')
    await accept.click()

    await page.getByText('This message was repaired').waitFor()
    await bed.found(
      1,
      `select from delivery where message_id = $1 and state = 'completed'`,
      message,
    )
    expect(handled).toEqual([{ type: TYPE, user: '70001', mayBeRepeat: false }])
    await page.getByText('a missing end tag', { exact: true }).waitFor()
    await page.getByText('Code: xml_malformed').waitFor()
    await page.getByRole('option', { name: 'Raw body' }).click()
    await button('Show the original body').click()
    await page.locator('.raw-body').getByText('70001').waitFor()
    expect(await page.locator('.raw-body').textContent()).not.toContain('</firstName>')
  })

  it('shows the lane of each event, warnings, and which setting names a key', async () => {
    const records = '[{"userId":"70002","firstName":"Jana"},{"firstName":"Ole"}]'
    const message = await send('application/json', records, `?type=${TYPE}&company_id=ACME`)
    await openView(page, `messages/${message}`)
    await page.getByText('userId: 70002').waitFor()
    await page.getByText('Name the field with ?subject=').waitFor()
    await page.getByText('The address contains the unknown parameter company_id.').waitFor()
    await bed.db.query('update event set may_be_repeat = true where message_id = $1', [message])
    await openView(page, `messages/${message}`)
    await page.getByText('Possible duplicate').first().waitFor()
  })
})
