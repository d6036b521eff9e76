import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { Grant } from '../../lib/auth/caller.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'
import type { TestInstance } from '../support/test-service.ts'

const handlers = { directory: { on: '*', run: () => reject('no such department') } }
const NOBODY = { scopes: [], clients: [], groups: [] }

describeInBrowser('what a person may', () => {
  let bed: MonitorBed
  let message: string

  beforeAll(async () => {
    bed = await openMonitorBed(handlers)
    message = await bed.send({ userId: '60001', params: { firstName: 'Ottilie' } })
    await bed.found(1, `select from lane where status = 'parked'`)
  }, START_MS)
  afterAll(() => bed?.stop())

  /** An instance at which persons of the issuer get these grants and no others. */
  function startFor(...grants: readonly Grant[]): Promise<TestInstance> {
    const issuer = trustXsuaaBinding(bed.authorizationServer.xsuaaCredentials)
    const all = Object.entries(issuer.grants) as [Grant, TrustedIssuer['grants'][Grant]][]
    const some = all.map(([grant, rule]) => [grant, grants.includes(grant) ? rule : NOBODY])
    const issuers = [{ ...issuer, grants: Object.fromEntries(some) as TrustedIssuer['grants'] }]
    return bed.startInstance({ handlers, issuers })
  }

  /** The API's answer to a call of the page with its session cookie. */
  const ask = (page: Page, path: string, body?: object) =>
    page.evaluate(
      async ({ path, body }) => {
        const answer = await fetch(`/operations/v1${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { 'X-Monitor': '1', 'Content-Type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await answer.text()
        return [answer.status, answer.status === 200 ? 'ok' : JSON.parse(text).error.code]
      },
      { path, ...(body === undefined ? {} : { body }) },
    )

  it('who may only see finds no action and no value, and the API refuses them', async () => {
    const at = await startFor('Monitor')
    const { page, context } = await bed.monitor.open('/monitor/parked', { at })
    await page.getByText('no such department').waitFor()
    const acts = page.getByRole('button', {
      name: /replay|skip|run again|cancel delivery|start now|hold|resume|backfill|show values|body/i,
    })
    expect(await acts.count()).toBe(0)
    await page.getByRole('button', { name: 'Show the person' }).click()
    await page.getByText('60001').first().waitFor()
    expect(await acts.count()).toBe(0)
    await openView(page, `messages/${message}`)
    await page.getByText('‹firstName›').waitFor()
    expect(await acts.count()).toBe(0)
    await page.getByText('Raw body').click()
    await page.getByText('You need the role Reveal to see it.').waitFor()
    expect(await acts.count()).toBe(0)
    await openView(page, 'handlers/directory')
    await page.getByText('parked deliveries wait for an operator').waitFor()
    expect(await acts.count()).toBe(0)
    await openView(page, 'messages')
    await page.getByRole('row').filter({ hasText: '60001' }).getByRole('checkbox').click()
    await page.getByText('1 selected').waitFor()
    expect(await acts.count()).toBe(0)
    await page.getByRole('button', { name: 'More filters' }).click()
    await page.getByRole('textbox', { name: 'Correlation id' }).waitFor()
    expect(await page.getByRole('textbox', { name: /Value in keys/ }).count()).toBe(0)

    const search = page.getByRole('searchbox', { name: 'Search employee, message, any id' })
    await search.pressSequentially('6')
    await page
      .getByText(/You need the role Reveal to search by words of a value/)
      .last()
      .waitFor()
    for (let asked = 0; asked < 31; asked += 1) {
      const expected = asked < 30 ? [200, 'ok'] : [429, 'search_limit']
      expect(await ask(page, '/subjects/search', { key: '60001' })).toEqual(expected)
    }
    await search.fill('60001')
    await search.press('Enter')
    const note = page.locator('#content').getByRole('alert')
    await note.getByText('Too many requests').waitFor()
    await note.getByText(/Expected at most 30 searches by person per minute/).waitFor()

    const one = `/deliveries/${message}/0/directory/0`
    const refused = [403, 'grant_missing']
    expect(await ask(page, `${one}/actions/replay`, {})).toEqual(refused)
    expect(await ask(page, '/deliveries/actions/skip', { filter: {}, comment: 'x' })).toEqual(
      refused,
    )
    expect(await ask(page, '/handlers/directory/actions/hold', {})).toEqual(refused)
    expect(await ask(page, `/messages/${message}?reveal=true`)).toEqual(refused)
    expect(await ask(page, `/messages/${message}/body`)).toEqual(refused)
    expect(await ask(page, '/messages/search', { text: 'Ottilie' })).toEqual(refused)
    expect(await ask(page, '/subjects/search', { key: '["x",[]]' })).toEqual(refused)
    expect(await ask(page, `/messages/${message}`)).toEqual([200, 'ok'])
    expect(await bed.rows('select kind from action')).toEqual([])
    expect(await bed.rows('select state from delivery')).toEqual([{ state: 'failed' }])
    await context.close()
    await at.stop()
  })

  it('who may act but not see values edits dates and types, and no value', async () => {
    const at = await startFor('Monitor', 'Operate')
    const { page, context } = await bed.monitor.open(`/monitor/messages/${message}`, { at })
    await page.getByRole('button', { name: /^Edit and replay/ }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('textbox', { name: 'Effective from' }).waitFor()
    await dialog.getByText('You need the role Reveal').waitFor()
    const value = dialog.getByRole('textbox', { name: 'Parameters, firstName' })
    expect(await value.inputValue()).toBe('‹firstName›')
    expect(await value.getAttribute('readonly')).not.toBeNull()
    expect(await dialog.getByRole('button', { name: /^(Add|Remove)/ }).count()).toBe(0)
    expect(await bed.rows('select kind from action')).toEqual([])
    expect(await page.getByRole('button', { name: 'Show values' }).count()).toBe(0)
    await context.close()
    await at.stop()
  })

  it('a user without grants sees the missing grant and the contact, and nothing else', async () => {
    const at = await startFor('Ingest')
    const { page, context } = await bed.monitor.open('/monitor/messages', { at })
    await page.locator('h1').getByText('You may not see this').waitFor()
    await page.getByText(/You are logged in as operator.*role Monitor/).waitFor()
    expect(await page.locator('ui5-side-navigation').count()).toBe(0)
    expect(await ask(page, '/messages')).toEqual([403, 'grant_missing'])
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('button', { name: 'Log out here as well' }).waitFor()
    await context.close()
    await at.stop()
  })
})
