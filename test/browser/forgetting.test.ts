import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { verifyErasureReport } from '../../lib/encryption/erasure-report.ts'
import { reject } from '../../lib/handler.ts'
import { axeFindings } from '../support/everybody/axe.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('forgetting a person at the page', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: { on: '*', run: () => reject('the directory is down') },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  async function employee(userId: string): Promise<{ id: string; message: string }> {
    const message = await bed.send(userId)
    await bed.found(1, `select from delivery where message_id = $1 and state = 'failed'`, message)
    const [row] = await bed.rows<{ id: string }>(
      'select subject_id::text as id from event where message_id = $1',
      message,
    )
    return { id: row?.id ?? '', message }
  }

  it('shows what goes, asks for a reason, and gives the signed report', async () => {
    const { id, message } = await employee('97001')
    await bed.send('97001')
    await openView(page, `employees/${id}`)
    // By keyboard: the button has the focus, Enter presses it.
    await page.getByRole('button', { name: 'Forget this person' }).focus()
    await page.keyboard.press('Enter')
    const dialog = dialogOf(page)
    await dialog.getByText('2 messages, 2 events').waitFor()
    await dialog.getByText('2 deliveries will be cancelled.').waitFor()
    await dialog.getByText('directory: 2 deliveries').waitFor()
    await dialog.getByText('No handler erases the person at its target.').waitFor()
    const confirm = dialog.getByRole('button', { name: 'Forget for good' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByText('stays readable after the erasure: do not name').first().waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('request 4711')
    await confirm.click()
    await page.getByText(/^This person was forgotten on/).waitFor()
    await page.locator('h1').getByText(`Forgotten person #${id}`).waitFor()
    expect(await page.getByText('97001').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the signed report' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^erasure-[0-9a-f-]{36}\.jws$/)
    const report = await text(await download.createReadStream())
    const keys = await fetch(`${bed.instance.url}/operations/v1/erasure-keys`, {
      headers: { authorization: `Bearer ${await bed.token('operator')}` },
    })
    const publicKeys = (await keys.json()) as Parameters<typeof verifyErasureReport>[1]
    expect(await verifyErasureReport(report, publicKeys)).toMatchObject({
      subjectId: id,
      cancelledDeliveries: 2,
    })

    await openView(page, `messages/${message}`)
    await page.getByText('The content of this message belonged to a forgotten person').waitFor()
    await page.getByText('Raw body', { exact: true }).click()
    await page.getByText('The body can no longer be read.').waitFor()
    for (const name of ['Show values', 'Show the body', /^Run again/]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    }
    // A page that was loaded before the erasure still offers the body.
    await page.route(new RegExp(`/v1/messages/${message}(\\?|$)`), async (route) => {
      const { bodyForgotten: _, ...older } = await (await route.fetch()).json()
      await route.fulfill({ json: older })
    })
    await page.reload()
    await page.getByText('Raw body', { exact: true }).click()
    await page.getByRole('button', { name: 'Show the body' }).click()
    const note = page.getByRole('alert').filter({ hasText: 'Code: body_unreadable' })
    await note.getByText('No longer readable.').waitFor()
    await note.getByText('Nobody can read its content any more').waitFor()
    await openView(page, 'history')
    await page.getByText('request 4711').first().waitFor()
  })

  it('places a legal hold, which prevents the erasure, and lifts it', async () => {
    const { id } = await employee('97002')
    await openView(page, `employees/${id}`)
    const answer = async (button: string, reason: string) => {
      await page.getByRole('button', { name: button }).click()
      const dialog = dialogOf(page)
      await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason)
      await dialog.getByRole('button', { name: button }).click()
    }
    await answer('Place a legal hold', 'dispute 7')
    await page.getByText('This person must not be forgotten: dispute 7').waitFor()
    const forget = { name: 'Forget this person' }
    await page.getByRole('button', { ...forget, disabled: true }).waitFor()
    await answer('Lift the legal hold', 'settled')
    await page.getByRole('button', { name: 'Place a legal hold' }).waitFor()
    await page.getByRole('button', { ...forget, disabled: false }).waitFor()
  })
})
