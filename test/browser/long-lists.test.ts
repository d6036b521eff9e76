import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, dialogOf, openView } from '../support/page-steps.ts'

const FAILING = 'test.Failing'
/** More than one page of the list. */
const FAILED = 62

describeInBrowser('a long list', () => {
  let bed: MonitorBed
  let page: Page

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: { on: FAILING, concurrency: 50, run: () => reject('no such department') },
      journal: { on: '*', concurrency: 50, run: () => undefined },
    })
    page = bed.operator.page
    await sendMany(FAILED)
    await bed.found(FAILED, `select from lane where status = 'parked'`)
    await bed.settled()
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    await bed.db.query('delete from action')
  })

  let sent = 0
  async function sendMany(count: number): Promise<void> {
    const users = Array.from({ length: count }, () => `${60_000 + sent++}`)
    await Promise.all(users.map((user) => bed.sendAs(FAILING, user)))
  }
  const links = () => page.locator('ui5-table-row a[href*="/monitor/messages/"]')
  const listed = () =>
    links().evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  const lists = (count: number) =>
    settledOrTimeout(async () => (await links().count()) === count, `${count} rows in the list`)
  const more = () => page.getByRole('button', { name: 'Show more' })
  const newOnes = () => page.getByRole('button', { name: /new$/ })
  const firstPlace = async () => (await links().first().boundingBox())?.y
  const check = (at: number) => page.getByRole('row').nth(at).getByRole('checkbox').click()

  it('shows more where the pointer is on the button, and moves nothing', async () => {
    await openView(page, 'messages')
    await lists(50)
    const before = await listed()
    await more().hover()
    const place = await firstPlace()
    await more().click()
    await lists(FAILED)
    expect(await firstPlace()).toBe(place)
    expect((await listed()).slice(0, 50)).toEqual(before)
    expect(await newOnes().count()).toBe(0)
  })

  it('announces as new what is above, however much came, and still shows more below', async () => {
    await openView(page, 'messages')
    await lists(50)
    const before = await listed()
    await more().hover()
    await sendMany(1)
    await page.getByRole('button', { name: '1 new', exact: true }).waitFor()
    // More than a page: the newest page and the rows on the screen do not meet.
    await sendMany(55)
    await page.getByRole('button', { name: 'At least 50 new', exact: true }).waitFor()
    await more().click()
    await lists(FAILED)
    expect((await listed()).slice(0, 50)).toEqual(before)
    const [newest] = await bed.rows<{ id: string }>('select max(id::text) as id from message')
    // The page may know only the first of them yet: the rest is announced again.
    await settledOrTimeout(async () => {
      if ((await newOnes().count()) > 0) await newOnes().first().click()
      return (await listed())[0]?.includes(newest?.id ?? '-') === true
    }, 'the newest row on top')
    expect((await listed())[0]).toContain(newest?.id)
    await bed.settled()
  })

  /** Bodies of the requests that start an action, or count what it concerns. */
  const asked = () => {
    const bodies: { filter: unknown; dryRun?: boolean }[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/deliveries/actions/replay')) {
        bodies.push(request.postDataJSON() as { filter: unknown })
      }
    })
    return bodies
  }
  const ofFilter = async (filter: string) => {
    await openView(page, `messages?${filter}`)
    await lists(50)
  }

  it('replays the selected rows by one request with their ids', async () => {
    await ofFilter('status=FAILED')
    const wanted = (await listed()).slice(0, 3).map((address) => address.split('/').at(-1))
    for (const at of [1, 2, 3]) await check(at)
    const bodies = asked()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await dialogOf(page).getByRole('button', { name: 'Replay (3)' }).click()
    await bed.found(1, `select from action where state = 'finished' and done = 3`)
    const filter = { messageIds: wanted }
    // The browser reports its requests a moment later.
    await settledOrTimeout(() => bodies.length === 2, 'both requests')
    expect(bodies).toEqual([expect.objectContaining({ filter, dryRun: true }), { filter }])
    const ids = await bed.rows<{ id: string }>(
      'select message_id as id from action_item order by message_id desc',
    )
    expect(ids.map(({ id }) => id)).toEqual(wanted)
    await bed.settled()
  })

  it('selects all that match the filter, also what is not shown, and acts on it as one', async () => {
    await ofFilter(`type=${FAILING}&status=FAILED`)
    const [counted] = await bed.rows<{ count: number }>(
      `select count(distinct message_id)::int as count from delivery where state = 'failed'`,
    )
    const count = counted?.count ?? 0
    expect(count).toBeGreaterThan(100)
    await check(1)
    // Rows below the selected one are appended at once.
    await more().click()
    await lists(100)
    await page.getByText('1 selected').waitFor()
    await page.getByRole('button', { name: `Select all ${count} that match` }).click()
    await page.getByText(`All ${count} that match are selected`).waitFor()
    // Later deliveries are not selected.
    await sendMany(1)
    await bed.found(count + 1, `select from lane where status = 'parked'`)
    await page.getByRole('button', { name: '1 new', exact: true }).waitFor()
    await page.getByText(`All ${count} that match are selected`).waitFor()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await dialogOf(page)
      .getByRole('button', { name: `Replay (${count})` })
      .click()
    await bed.found(1, `select from action where state = 'finished' and done = $1`, count)
    expect(await bed.rows('select from action')).toHaveLength(1)
    await bed.settled()
    await openView(page, 'history')
    await page.getByText(/^All messages that match: .*before /).waitFor()
  })

  it('exports all that match, and lets go of them with the first row that is taken away', async () => {
    await ofFilter(`type=${FAILING}`)
    await check(1)
    await page.getByRole('button', { name: /^Select all \d+ that match$/ }).click()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialogOf(page).getByRole('button', { name: 'Export', exact: true }).click(),
    ])
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    const lines = (await text(await file.createReadStream())).trim().split('\r\n')
    const [stored] = await bed.rows<{ count: number }>(
      'select count(*)::int as count from message where type = $1',
      FAILING,
    )
    expect(lines).toHaveLength((stored?.count ?? 0) + 1)
    await check(1)
    await page.getByText('49 selected').waitFor()
  })

  it('selects nothing in the next list that a link leads to', async () => {
    await ofFilter(`type=${FAILING}`)
    await check(1)
    await page.getByText('1 selected').waitFor()
    await page.getByRole('treeitem', { name: /^Messages/ }).click()
    await page.waitForURL(/messages$/)
    await page.getByText('1 selected').waitFor({ state: 'detached' })
    await lists(50)
    expect(await page.getByRole('button', { name: 'Replay', exact: true }).count()).toBe(0)
    // The first list begins again without a selection.
    await page.goBack()
    await page.waitForURL(/type=/)
    await lists(50)
    expect(await page.getByText('1 selected').count()).toBe(0)
  })

  it('says "at least" where counting has an end', async () => {
    await page.route(/\/operations\/v1\/messages\?.*count=true/, async (route) => {
      const response = await route.fetch()
      const json = { ...(await response.json()), count: { count: 4_000, atLeast: true } }
      await route.fulfill({ response, json })
    })
    await ofFilter(`type=${FAILING}`)
    await check(1)
    await page.getByRole('button', { name: 'Select all that match (at least 4,000)' }).click()
    await page.getByText('All that match are selected (at least 4,000)').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    await choose(page, 'Status', 'Failed')
    await page.getByText(/selected/).waitFor({ state: 'detached' })
  })

  it('of what was done by hand shows more without being blank in between', async () => {
    await bed.db.query(
      `insert into action (id, kind, issuer, client_id, tenant, requested_at, state, finished_at, comment)
       select ('01990000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'replay', '', 'x', '', now(),
         'finished', now(), convert_to('reason ' || n, 'UTF8') from generate_series(1, 230) n`,
    )
    await openView(page, 'history')
    const rows = page.locator('ui5-table-row')
    await settledOrTimeout(async () => (await rows.count()) === 200, '200 rows')
    await more().hover()
    let least = 200
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route(/\/operations\/v1\/actions\?.*cursor=/, async (route) => {
      await held
      await route.continue()
    })
    await more().click()
    least = Math.min(least, await rows.count())
    answer()
    await settledOrTimeout(async () => {
      least = Math.min(least, await rows.count())
      return (await rows.count()) === 230
    }, '230 rows')
    expect(least).toBe(200)
    await page.unrouteAll({ behavior: 'wait' })
  })
})
