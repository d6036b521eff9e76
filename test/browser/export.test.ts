import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, dialogOf, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'

const OTHER = 'test.Other'

describeInBrowser('a reader takes a list along', () => {
  let bed: MonitorBed
  let page: Page
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    bed = await openMonitorBed({
      journal: { on: HIRE, run: () => undefined },
      directory: { on: OTHER, run: () => reject('no such department') },
    })
    page = bed.operator.page
    ids.first = await bed.send('93001')
    ids.failed = await bed.sendAs(OTHER, '93002')
    ids.last = await bed.send('93003')
    await bed.settled()
  }, START_MS)
  afterAll(() => bed?.stop())

  const openExport = async (on: Page) => {
    await on.getByRole('button', { name: 'Export', exact: true }).click()
    await dialogOf(on)
      .getByText(/^The file contains/)
      .waitFor()
  }
  /** The lines of the file that the dialog saves. */
  const save = async (on: Page, name = 'messages') => {
    const [file] = await Promise.all([
      on.waitForEvent('download'),
      dialogOf(on).getByRole('button', { name: 'Export', exact: true }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(new RegExp(`^${name}-.*\\.csv$`))
    const content = (await buffer(await file.createReadStream())).toString('utf8')
    expect(content.startsWith('\uFEFF')).toBe(true)
    return content.slice(1).trim().split('\r\n')
  }
  const row = (user: string) => page.getByRole('row').filter({ hasText: user })

  it('of all that match, in the zone of the reader, without the ids of employees', async () => {
    const options = { timezone: 'Asia/Tokyo' }
    const { page: reader, context } = await bed.monitor.open('/monitor/messages', options)
    await reader.getByRole('heading', { name: 'Messages (3)' }).waitFor()
    await openExport(reader)
    await dialogOf(reader).getByText('all messages that match: 3.').waitFor()
    const [head, ...lines] = await save(reader)
    expect(head).toMatch(/^"Received \(Asia\/Tokyo\)","Status","Event type","Effective",/)
    expect(head).toMatch(/"Message id"$/)
    expect(lines.map((line) => line.slice(-37, -1))).toEqual([ids.last, ids.failed, ids.first])
    expect(lines[1]).toContain('"directory: failed"')
    expect(lines.join()).not.toMatch(/9300\d/)
    await dialogOf(reader).getByText('Done: 3 rows').waitFor()
    await context.close()
  })

  it('of selected rows, with the employees, which History tells', async () => {
    await openView(page, 'messages')
    await row('93002').getByRole('checkbox').click()
    await page.getByText('1 selected').waitFor()
    await openExport(page)
    await dialogOf(page).getByRole('checkbox').click()
    const [head, ...lines] = await save(page)
    expect(head).toContain('"Employees"')
    expect(lines.length).toBe(1)
    expect(lines[0]).toContain('"93002"')
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await openView(page, 'history')
    await page.getByText('Export of a list').waitFor()
  })

  it('of the actions that match the filters of History, without personal data in the address', async () => {
    await openView(page, 'history')
    await choose(page, 'Action', 'Show values')
    await page.waitForURL(/kind=reveal/)
    await choose(page, 'User', 'operator')
    await page.waitForURL(/author=/)
    expect(page.url()).not.toContain('operator')
    await page.getByRole('heading', { name: 'Newest first (1)' }).waitFor()
    await openExport(page)
    await dialogOf(page).getByText('references, such as #12').waitFor()
    const [head, ...lines] = await save(page, 'history')
    expect(head).toMatch(/^"Action id","Time \(.+\)","Action","User","Handlers","Message",/)
    expect(lines.length).toBe(1)
    expect(lines[0]).toContain('"reveal","operator"')
    expect(lines[0]).toMatch(/"#\d+"/)
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await choose(page, 'Action', 'Skip')
    await page.getByText('No actions match the filter').waitFor()
  })

  it('or stops the export, and saves nothing', async () => {
    await openView(page, 'messages')
    const held = Promise.withResolvers<void>()
    await page.route('**/operations/v1/messages/export', async (route) => {
      await held.promise
      await route.continue().catch(() => undefined)
    })
    await openExport(page)
    await dialogOf(page).getByRole('button', { name: 'Export', exact: true }).click()
    await dialogOf(page).getByText('0 rows so far').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Stop' }).click()
    await dialogOf(page).getByText('Stopped. No file was saved.').waitFor()
    held.resolve()
    await page.unrouteAll({ behavior: 'wait' })
    expect((await save(page)).length).toBe(4)
  })
})
