import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

const NAME = 'Ottilie'
const MAIL = 'ottilie.quandt@example.org'
const FREE = 'moves in with her sister'

describeInBrowser('what describes a person', () => {
  let bed: MonitorBed
  let page: Page
  let message: string

  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    page = bed.operator.page
    message = await bed.send({
      userId: '70001',
      params: {
        firstName: NAME,
        email: MAIL,
        customString4: FREE,
        department: 'D-17',
        division: 'Quandt',
      },
    })
    await bed.settled()
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    await bed.db.query('delete from action')
    await openView(page, `messages/${message}`)
    await page.getByText('‹firstName›').waitFor()
  })

  const reveals = () =>
    bed.rows(`select person, detail, state from action where kind = 'reveal' order by id`)
  const isSaid = async () => {
    const text = (await page.locator('#content').textContent()) ?? ''
    return [NAME, MAIL, FREE].filter((value) => text.includes(value))
  }

  it('is hidden until it is asked for; ids, dates and codes are not', async () => {
    await page.getByText('‹email›').waitFor()
    await page.getByText('‹customString4›').waitFor()
    await page.getByText('‹division›').waitFor()
    for (const shown of ['70001', 'P70001', 'D-17', '2026-01-01']) {
      await page.getByText(shown, { exact: true }).first().waitFor()
    }
    expect(await isSaid()).toEqual([])
    expect(await reveals()).toEqual([])
    await page.getByRole('button', { name: 'Show values' }).click()
    await page.getByText(NAME, { exact: true }).waitFor()
    expect(await isSaid()).toEqual([NAME, MAIL, FREE])
    expect(await reveals()).toEqual([
      { person: 'operator', detail: { what: 'values', messageId: message }, state: 'finished' },
    ])
    await page.getByRole('button', { name: 'Hide values' }).click()
    await page.getByText('‹firstName›').waitFor()
    expect(await isSaid()).toEqual([])
  })

  it('stands in no title where it is the key of a person', async () => {
    const id = await bed.send(MAIL)
    await openView(page, `messages/${id}`)
    await page.getByRole('button', { name: 'Show values' }).click()
    await page.getByRole('link', { name: MAIL }).waitFor()
    expect(await page.title()).not.toContain('quandt')
    await page.getByRole('button', { name: 'Hide values' }).click()
    await page
      .getByRole('link', { name: /^‹userId› #\d+$/ })
      .first()
      .click()
    await page
      .locator('h1')
      .getByText(/^‹userId› #\d+$/)
      .waitFor()
    expect(await page.title()).toContain('‹userId›')
    expect(await page.content()).not.toContain('quandt')
  })

  it('is looked at once, however long it stays on the page', async () => {
    await page.getByRole('button', { name: 'Show values' }).click()
    await page.getByText(NAME, { exact: true }).waitFor()
    const also = await bed.send('70001')
    // The rest of the page is up to date: everything that is loaded again has been.
    await page.locator(`a[href$="${also}"]`).first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await isSaid()).toEqual([NAME, MAIL, FREE])
    expect((await reveals()).length).toBe(1)
  })

  it('tells on the page of the person who looked at it', async () => {
    await page.getByRole('button', { name: 'Show values' }).click()
    await page.getByText(NAME, { exact: true }).waitFor()
    const [{ id = '' } = {}] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '70001')}'`,
    )
    await openView(page, `employees/${id}`)
    const looks = page.locator('section', { hasText: 'Who looked at this person' })
    await looks.getByText('operator').first().waitFor()
    await looks.getByRole('link', { name: message }).first().waitFor()
    await looks.getByRole('link', { name: 'All of them' }).click()
    await page.locator('h1').getByText(`person #${id}`).waitFor()
    const row = page.getByRole('row').filter({ hasText: 'operator' })
    await row.getByText(message).waitFor()
    expect(page.url()).not.toContain('70001')
    await page.getByRole('link', { name: 'All of the history' }).click()
    await page.locator('h1').getByText('History', { exact: true }).waitFor()
    await openView(page, 'history?subject=999999&kind=reveal')
    await page.getByText('Nobody has looked at the values of this person').waitFor()
  })

  it('stands in the body as it came, which is fetched when it is asked for, and recorded', async () => {
    await page.getByText('Raw body').click()
    await page.getByText('The service records who looked.').waitFor()
    expect(await reveals()).toEqual([])
    await page.getByRole('button', { name: 'Show the body' }).click()
    await page.getByText(FREE).waitFor()
    expect(await reveals()).toEqual([
      { person: 'operator', detail: { what: 'body', messageId: message }, state: 'finished' },
    ])
  })

  it('is found by a word of it, which is recorded and stands in no address', async () => {
    await bed.send('70002')
    await openView(page, 'messages')
    await page.getByText('70002').first().waitFor()
    await page.getByRole('button', { name: 'More filters' }).click()
    const field = page.getByRole('textbox', { name: 'Value in keys and parameters' })
    await field.fill('quandt')
    await field.press('Enter')
    await page.getByText('70002').first().waitFor({ state: 'detached' })
    await page.getByText('70001').first().waitFor()
    expect(page.url()).not.toContain('quandt')
    const detail = { what: 'search', messageId: null }
    // Once, though what else is on the page is loaded again when something comes.
    const reloaded = page.waitForResponse(/\/overview$/)
    await bed.send('70003')
    await reloaded
    expect(await reveals()).toEqual([{ person: 'operator', detail, state: 'finished' }])
  })
})
