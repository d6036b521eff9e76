import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'

const MISTYPED = `${HIRE}d`

describeInBrowser('events that no handler takes', () => {
  let bed: MonitorBed
  let page: Page
  let left: string
  let both: string
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: HIRE, run: () => undefined } })
    page = bed.operator.page
    await bed.send('97001')
    left = await bed.sendAs(MISTYPED, '97002')
    both = await sendOneOfEach('97003')
    await bed.settled()
  }, START_MS)
  afterAll(() => bed?.stop())

  const post = async (body: string, type: string) => {
    const authorization = `Bearer ${await bed.token()}`
    const answer = await fetch(`${bed.instance.url}/http/successfactors/events/ACME`, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body,
    })
    return answer.headers.get('sap_messageprocessinglogid') ?? ''
  }
  /** One message with an event that the handler takes, and one that it does not. */
  const sendOneOfEach = (userId: string) =>
    post(
      JSON.stringify([HIRE, MISTYPED].map((eventType) => ({ eventType, userId }))),
      'application/json',
    )
  const row = (id: string) =>
    page.getByRole('row').filter({ has: page.locator(`a[href$="${id}"]`) })

  it('are marked in the list of messages, which can be narrowed to them', async () => {
    await openView(page, 'messages')
    await row(left).getByText('No handler', { exact: true }).waitFor()
    expect(await row(left).getByText('Completed', { exact: true }).count()).toBe(0)
    await row(both).getByText('No handler', { exact: true }).waitFor()
    await row(both).getByText('1 of 2 events without a handler').waitFor()
    await choose(page, 'Status', 'No handler')
    await page.waitForURL(/status=NO_HANDLER/)
    await page.getByText('97001').waitFor({ state: 'detached' })
    await row(left).waitFor()
    await row(both).waitFor()
  })

  it('are named on the page of their message, with what to do', async () => {
    await openView(page, `messages/${left}`)
    await page.getByRole('heading', { name: 'No handler takes it' }).waitFor()
    await page.getByText('Compare its event type with the types that the handlers take.').waitFor()
    await openView(page, `messages/${both}`)
    const part = page.getByRole('article').filter({ hasText: 'No handler takes 1 of 2 events' })
    await part.getByText('Event 2: Hired').waitFor()
    await part.getByRole('link', { name: 'To the handlers' }).click()
    await page.waitForURL(/\/handlers$/)
  })

  it('are marked on the page of their employee, which is not all green', async () => {
    const [subject] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '97003')}'`,
    )
    await openView(page, `employees/${subject?.id}`)
    await page.getByText('No handler takes one of the events below.').waitFor()
    expect(await page.locator('ui5-message-strip[design=Positive]').count()).toBe(0)
    const head = page.getByRole('columnheader').filter({ hasText: 'Hired' })
    await head.getByText('No handler', { exact: true }).waitFor()
  })

  it('are unusual today, by type, and lead to their messages', async () => {
    await openView(page, '')
    await page.getByText(`No handler takes ${MISTYPED}: 2 events in 24 hours.`).waitFor()
    await page.getByRole('link', { name: '2 events in the last 24 hours' }).waitFor()
    await page.getByRole('link', { name: 'See the messages' }).click()
    await page.waitForURL(/messages\?status=NO_HANDLER&type=/)
    await row(left).waitFor()
    await row(both).waitFor()
    expect(await page.locator('ui5-table-row').count()).toBe(2)
  })

  it('of a masked type lead to all messages without a handler', async () => {
    const event = { eventType: 'Job Info Changed', userId: '97009' }
    await post(JSON.stringify(event), 'application/json')
    await openView(page, '')
    const entry = page.getByRole('listitem').filter({ hasText: 'No handler takes ‹type›' })
    await entry.waitFor()
    expect(await page.getByRole('link', { name: '‹type›' }).count()).toBe(0)
    await entry.getByRole('link', { name: 'See the messages' }).click()
    await page.waitForURL(/messages\?status=NO_HANDLER$/)
    await row(left).waitFor()
    await row(both).waitFor()
  })

  it('are named in German', async () => {
    const german = await bed.monitor.open('/monitor/messages?status=NO_HANDLER', { locale: 'de' })
    await german.page.getByRole('row').getByText('Kein Handler', { exact: true }).first().waitFor()
    await german.context.close()
  })

  it('do not hide that SuccessFactors is connected, nor does a message that cannot be read', async () => {
    await post('<broken/>', 'text/xml')
    await openView(page, 'connect')
    const read = page.getByRole('listitem').filter({ hasText: 'The first event was decoded: Done' })
    await read
      .getByText('The latest message of the client successfactors could not be decoded.')
      .waitFor()
    await read.getByText('Code: not_an_external_event').waitFor()
    expect(await page.locator('.step-failed').count()).toBe(0)
    await page.getByText('SuccessFactors is connected.').waitFor()
    await bed.send('97004')
    await page.getByText('Code: not_an_external_event').waitFor({ state: 'detached' })
  })
})
