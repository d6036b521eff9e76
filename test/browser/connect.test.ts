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

describeInBrowser('connecting SuccessFactors', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  const call = async (authorization?: string) => {
    const answer = await fetch(`${bed.instance.url}/http/successfactors/events/ACME`, {
      method: 'POST',
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    })
    return answer.status
  }
  const step = (name: string, state: string) =>
    page
      .getByRole('listitem')
      .filter({ hasText: `${name}: ${state}` })
      .waitFor()

  it('begins with nothing reached, and says what it waits for', async () => {
    await openView(page, 'connect')
    for (const name of [
      'The address was reached',
      'The call contained a token',
      'The token was accepted',
      'The client has the role Ingest',
      'The first message arrived',
      'The first event was decoded',
      'A handler completed an event',
    ]) {
      await step(name, 'Waiting')
    }
    await page.getByText('Waits for the first call from SuccessFactors').waitFor()
  })

  it('turns green step by step, and red with what to do', async () => {
    expect(await call()).toBe(401)
    await step('The address was reached', 'Done')
    // Anybody can call without a token: it says what to do, and turns nothing red.
    await page.getByText('The latest call came from an unknown caller').waitFor()
    await page.getByText('Code: token_missing').waitFor()
    await step('The call contained a token', 'Waiting')
    expect(await call(`Bearer ${await bed.token('operator')}`)).toBe(403)
    await step('The call contained a token', 'Done')
    await step('The token was accepted', 'Done')
    await step('The client has the role Ingest', 'Failed')
    await page.getByRole('status').getByText('The client has the role Ingest: Failed').waitFor()
    await page.getByText('The latest call of the client operator was refused.').waitFor()
    await page.getByText('Code: grant_missing').waitFor()
    await bed.send('96001')
    for (const name of [
      'The client has the role Ingest',
      'The first message arrived',
      'The first event was decoded',
      'A handler completed an event',
    ]) {
      await step(name, 'Done')
    }
    await page.getByText('SuccessFactors is connected.').waitFor()
    // The times beside the steps are written again and again: they are not read out.
    expect(await page.locator('.steps').getAttribute('aria-live')).toBeNull()
  })

  it('copies the values to type', async () => {
    await bed.operator.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    // The page's types, not those of this process.
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()')
    for (const [field, value] of [
      ['Endpoint URL', /\/http\/successfactors\/events$/],
      ['Token URL', new RegExp(`^${bed.authorizationServer.tokenUrl}$`)],
    ] as const) {
      await page.getByRole('button', { name: `Copy ${field}` }).click()
      // The button of the value before may still say so.
      await settledOrTimeout(async () => value.test(await copied()), `${field} to be copied`)
      await page.getByRole('button', { name: 'Copied' }).first().waitFor()
      await page
        .getByText(await copied(), { exact: true })
        .first()
        .waitFor()
    }
  })

  it('shows each reason of a refusal: who called, how often, and what to change', async () => {
    await call()
    await openView(page, 'refused')
    const card = (title: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name: title }) })
    const missing = card('The caller lacks the role')
    await missing.getByText('grant_missing').waitFor()
    await missing.getByText('operator', { exact: true }).waitFor()
    await missing.getByText(bed.authorizationServer.tokenUrl, { exact: true }).waitFor()
    await missing.getByText(/\.Ingest$/).waitFor()
    await missing.getByText('Give the client the role Ingest').waitFor()
    await missing.getByText('Details').click()
    await missing.getByText(/Give its token the scope/).waitFor()
    const none = card('The call came without an Authorization header')
    await none.locator('ui5-tag').getByText('2 calls').waitFor()
    await none.getByText('Caller unknown: the call had no readable token.').waitFor()
    expect(
      await bed.rows(
        'select code, count(*)::int as calls from refusal group by code order by code',
      ),
    ).toEqual([
      { code: 'grant_missing', calls: 1 },
      { code: 'token_missing', calls: 2 },
    ])
  })
})
