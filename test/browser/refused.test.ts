import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

const NO_HEADER = 'The call came without an Authorization header'
const BASIC = 'The call came with a user name and password (Basic)'

describeInBrowser('refused calls', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  const call = async (headers: Record<string, string> = {}, path = '/ACME') => {
    const url = `${bed.instance.url}/http/successfactors/events${path}`
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-forwarded-for': '203.0.113.7', ...headers },
    })
    return answer.status
  }
  const kept = (count: number) => bed.found(count, 'select from refusal')
  const card = (title: string) =>
    page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
      .last()
  const cards = () => page.locator('.refusals > section')
  const badge = () => page.locator('ui5-side-navigation-item[text="Refused"] .badge')
  const step = (name: string, state: string) =>
    page
      .getByRole('listitem')
      .filter({ hasText: `${name}: ${state}` })
      .waitFor()

  it('lists only calls to the ingest address, and counts no others', async () => {
    expect((await fetch(`${bed.instance.url}/operations/v1/messages`)).status).toBe(401)
    expect((await fetch(`${bed.instance.url}/metrics`)).status).toBe(401)
    expect(await call()).toBe(401)
    await kept(3)
    await openView(page, 'refused')
    await card(NO_HEADER).waitFor()
    expect(await cards().count()).toBe(1)
    await settledOrTimeout(
      async () => (await badge().getAttribute('data-badge')) === '1',
      'a badge of one call',
    )
    await page.getByRole('link', { name: 'Other refused calls' }).click()
    await page.getByText('/operations/v1/messages').waitFor()
    await page.getByText('/metrics').waitFor()
    expect(await page.getByText('The events may be lost').count()).toBe(0)
    expect(await page.getByText('event connector').and(page.locator(':visible')).count()).toBe(0)
  })

  it('leads with what to change, and keeps calls without a header apart from Basic', async () => {
    expect(await call({ authorization: 'Basic dXNlcjpwYXNz' })).toBe(401)
    await kept(4)
    await openView(page, 'refused')
    await card(BASIC).waitFor()
    await card(NO_HEADER).waitFor()
    expect(await cards().count()).toBe(2)
    await card(BASIC).getByRole('heading', { name: 'What to change' }).waitFor()
    await card(BASIC).getByText('20 November 2026').first().waitFor()
    const text = (await card(BASIC).locator('.section-body').textContent()) ?? ''
    expect(text.trimStart().startsWith('What to change')).toBe(true)
  })

  it('shows the company that the address names, and where the call came from', async () => {
    await openView(page, 'refused')
    await card(NO_HEADER).getByText('ACME', { exact: true }).waitFor()
    await card(NO_HEADER).getByText('203.0.113.7', { exact: true }).waitFor()
  })

  it('helps in English as in German', async () => {
    const [head, payload] = (await bed.token()).split('.')
    expect(await call({ authorization: `Bearer ${head}.${payload}.${'A'.repeat(342)}` })).toBe(401)
    await kept(5)
    await openView(page, 'refused')
    await card('The signature of the token does not match')
      .locator('.refusal-advice p')
      .getByText('Check the token URL')
      .waitFor()
    const german = await bed.monitor.open('/monitor/refused', { locale: 'de' })
    await german.page.getByText('20. November 2026').first().waitFor()
    await german.page.getByRole('heading', { name: 'Was zu ändern ist' }).first().waitFor()
    await german.context.close()
  })

  it('takes a cause away that was seen, and brings it back when it happens again', async () => {
    await openView(page, 'refused')
    await card(NO_HEADER).getByRole('button', { name: 'Mark as seen' }).click()
    await card(NO_HEADER).waitFor({ state: 'detached' })
    await card(BASIC).waitFor()
    await page.reload()
    await card(BASIC).waitFor()
    expect(await card(NO_HEADER).count()).toBe(0)
    await page.getByRole('button', { name: 'Show 1 seen cause' }).click()
    await card(NO_HEADER).getByText('Seen').first().waitFor()
    expect(await call()).toBe(401)
    await page.reload()
    await card(NO_HEADER).getByRole('button', { name: 'Mark as seen' }).waitFor()
  })

  it('turn no step of Connect red when a stranger calls', async () => {
    await bed.send('96101')
    await openView(page, 'connect')
    await page.getByText('SuccessFactors is connected.').waitFor()
    const before = (await bed.rows('select from refusal')).length
    expect(await call()).toBe(401)
    expect(await call({ authorization: 'Bearer a.b.c' })).toBe(401)
    await kept(before + 2)
    await openView(page, 'connect')
    await page.getByText('SuccessFactors is connected.').waitFor()
    await step('The call contained a token', 'Done')
    await step('The token was accepted', 'Done')
  })

  it('turn a step red when the latest call of a known client is refused', async () => {
    const authorization = `Bearer ${await bed.token()}`
    expect(await call({ authorization }, '/!!')).toBe(400)
    await openView(page, 'connect')
    await step('The first message arrived', 'Failed')
    await page.getByText('Code: company_invalid').waitFor()
    await bed.send('96102')
    await step('The first message arrived', 'Done')
  })
})
