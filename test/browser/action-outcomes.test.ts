import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('the outcomes of an action', () => {
  let bed: MonitorBed
  let page: Page
  let failing: ReadonlySet<string> = new Set()
  /** while it is there, the handler waits for it */
  let gate: Promise<void> | null = null

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        concurrency: 20,
        run: async (event) => {
          await gate
          if (failing.has(event.key('userId') ?? '')) reject('no such account')
        },
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    gate = null
    for (const table of ['action', 'action_item', 'lane', 'delivery']) {
      await bed.db.query(`delete from ${table}`)
    }
  })

  const parked = (count: number) => bed.found(count, `select from lane where status = 'parked'`)
  /** Parks a lane for each user, and opens the list of what is parked. */
  async function openParked(...users: string[]): Promise<string[]> {
    failing = new Set(users)
    const messages = []
    for (const user of users) messages.push(await bed.send(user))
    await parked(users.length)
    await openView(page, 'parked')
    return messages
  }
  async function replayAll(count: number): Promise<void> {
    await page.getByRole('button', { name: /^Replay( all \d deliveries)?: directory: / }).click()
    await dialogOf(page)
      .getByRole('button', { name: `Replay (${count})` })
      .click()
  }
  const content = () => page.locator('#content')
  const text = (of: Page | Locator, words: string) => of.getByText(words, { exact: true })
  const link = (of: Page | Locator, name: string) => of.getByRole('link', { name, exact: true })
  const valueState = () =>
    dialogOf(page).locator('ui5-progress-indicator').getAttribute('value-state')
  const toneInHistory = async (words: string) => {
    const result = page.getByRole('row').filter({ hasText: words }).locator('.history-result')
    await text(result, words).waitFor()
    return result.locator('.mark').getAttribute('class')
  }

  it('is no success where all failed again: not in the dialog, the page and the history', async () => {
    const messages = await openParked('60001', '60002', '60003', '60004')
    await replayAll(4)
    await text(dialogOf(page), '4 started: 4 failed again').waitFor()
    expect(await valueState()).toBe('Negative')
    expect(await dialogOf(page).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('0')
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await text(content(), '4 started: 4 failed again').waitFor()
    expect(await page.locator('.many-result').getAttribute('class')).toContain('negative')

    await openView(page, 'history')
    expect(await toneInHistory('4 started: 4 failed again')).toContain('mark-bad')
    expect(await page.getByText('Done', { exact: true }).count()).toBe(0)
    await link(page, '4 failed again').click()
    await page.waitForURL(/\/history\/[0-9a-f-]{36}\?outcome=failed$/)
    for (const user of ['60001', '60002', '60003', '60004']) await link(page, user).waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'Failed' }).count()).toBe(messages.length)
  })

  it('is shown as numbers while it changes; each number leads to exactly its deliveries', async () => {
    const users = ['60011', '60012', '60013']
    await openParked(...users)
    failing = new Set(['60012'])
    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    await replayAll(3)
    await text(dialogOf(page), '3 started: 3 running').waitFor()
    expect(await valueState()).toBe('Information')
    open()
    await text(dialogOf(page), '3 started: 2 completed, 1 failed again').waitFor()
    expect(await valueState()).toBe('Negative')
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await link(content(), '2 completed').click()
    await link(page, '60011').waitFor()
    const listed = async () =>
      (await page.getByRole('link', { name: /^600\d\d$/ }).allTextContents()).toSorted()
    expect(await listed()).toEqual(['60011', '60013'])
    await link(page, '1 failed again').click()
    await link(page, '60012').waitFor()
    expect(await listed()).toEqual(['60012'])
    await link(page, 'All').click()
    await link(page, '60011').waitFor()
    expect(await listed()).toEqual(users)
  })

  it('is green where all is completed, and the card is gone', async () => {
    await openParked('60021', '60022')
    failing = new Set()
    await replayAll(2)
    await text(dialogOf(page), '2 started: 2 completed').waitFor()
    expect(await valueState()).toBe('Positive')
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await page.getByText('no such account').waitFor({ state: 'hidden' })
    await text(content(), '2 started: 2 completed').waitFor()
    await page.mouse.move(0, 0)
    await page.getByText('Nothing waits for you').waitFor()
    await openView(page, 'history')
    expect(await toneInHistory('2 started: 2 completed')).toContain('mark-good')
  })

  it('keeps the place of a card that is gone while the pointer is in the list', async () => {
    await openParked('60031')
    const card = page.getByRole('heading', { name: /^directory: / })
    const place = page.locator('.parked-groups > div').first()
    await card.waitFor()
    // This waits until the card has its final size.
    await place.hover()
    const before = await place.boundingBox()
    failing = new Set()
    const [{ message_id: id }] = (await bed.rows<{ message_id: string }>(
      `select message_id from delivery where state = 'failed'`,
    )) as [{ message_id: string }]
    expect(await bed.operate(`/deliveries/${id}/0/directory/0/actions/replay`)).toBe(200)
    await card.waitFor({ state: 'detached' })
    await page.getByText('Nobody waits here any more.').waitFor()
    expect((await place.boundingBox())?.height).toBe(before?.height)
    await page.mouse.move(0, 0)
    await page.getByText('Nobody waits here any more.').waitFor({ state: 'detached' })
  })

  it('of one that failed again is not green in the history; a later success is another action', async () => {
    const [id] = await openParked('60041')
    const replay = `/deliveries/${id}/0/directory/0/actions/replay`
    expect(await bed.operate(replay, { comment: 'in vain' })).toBe(200)
    await parked(1)
    await openView(page, 'history')
    expect(await toneInHistory('1 started: 1 failed again')).toContain('mark-bad')
    failing = new Set()
    expect(await bed.operate(replay, { comment: 'mended' })).toBe(200)
    expect(await toneInHistory('1 started: 1 completed')).toContain('mark-good')
    const first = page.getByRole('row').filter({ hasText: 'in vain' })
    await text(first, '1 started: 1 failed, and replayed later').waitFor()
    expect(await first.locator('.mark').getAttribute('class')).toContain('mark-plain')
  })
})
