import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type HandlerContext, type HandlerEvent, reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openedText } from '../support/opened.ts'
import { actWithComment, dialogOf, openView } from '../support/page-steps.ts'
import { soapMessage } from '../support/soap-message.ts'

const PLANNED = 'test.Planned'
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

interface Run {
  readonly user: string | null
  readonly jobCode: string | null
  readonly key: string
  readonly isReplay: boolean
}

describeInBrowser('an action on one', () => {
  let bed: MonitorBed
  let page: Page
  let isDown = false
  let runs: Run[] = []
  const note = (event: HandlerEvent, { idempotencyKey, isReplay }: HandlerContext) =>
    runs.push({
      user: event.key('userId'),
      jobCode: event.param('jobCode'),
      key: idempotencyKey,
      isReplay,
    })

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run: (event, context) => {
          note(event, context)
          if (isDown && event.type !== PLANNED) reject('the directory is down')
        },
      },
      badge: {
        on: PLANNED,
        startAt: (event) => new Date(event.key('startDate') ?? ''),
        meanwhile: 'overtake',
        run: note,
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(() => {
    isDown = false
    runs = []
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const deliveries = (message: string, handler = 'directory') =>
    bed.rows<{ run: number; state: string; comment: string | null }>(
      `select d.run, d.state, ${openedText('delivery', 'd', 'comment')} as comment from delivery d join handler h on h.id = d.handler_id
       where message_id = $1 and h.name = $2 order by d.run`,
      message,
      handler,
    )
  const becomes = (message: string, state: string, handler = 'directory') =>
    bed.found(
      1,
      `select from delivery d join handler h on h.id = d.handler_id
       where message_id = $1 and d.state = $2 and h.name = $3`,
      message,
      state,
      handler,
    )
  const actions = (message: string) =>
    bed.rows(
      `select kind, person, ${openedText('action', 'a', 'comment')} as comment, i.result from action a join action_item i on i.action_id = a.id
       where i.message_id = $1 order by a.id`,
      message,
    )

  /** A message whose lane is parked, and its page. */
  async function openParked(user: string, jobCode = 'clerk'): Promise<string> {
    isDown = true
    const message = await bed.send({ userId: user, params: { jobCode } })
    await becomes(message, 'failed')
    isDown = false
    await openView(page, `messages/${message}`)
    return message
  }

  it('replays with the same key, and says so', async () => {
    const message = await openParked('30001')
    await actWithComment(page, button('Replay: directory, 30001'), {
      confirm: 'Replay',
      comment: 'it is back',
    })
    await page.getByRole('status').getByText('Completed').waitFor()
    await becomes(message, 'completed')
    await page.getByText('“it is back”').waitFor()
    expect(runs.length).toBe(2)
    expect(runs[1]?.key).toBe(runs[0]?.key)
    expect(await actions(message)).toEqual([
      { kind: 'replay', person: 'operator', comment: 'it is back', result: 'done' },
    ])
  })

  it('edits and replays: the handler sees the change under a new key, the original stays', async () => {
    const message = await openParked('30002', 'clrek')
    const before = await bed.rows('select body from message where id = $1', message)
    await button('Edit and replay: directory, 30002').click()
    const dialog = dialogOf(page)
    const confirm = dialog.getByRole('button', { name: 'Edit and replay' })
    const value = dialog.getByRole('textbox', { name: 'Parameters, jobCode' })
    await value.waitFor()
    expect(await confirm.isDisabled()).toBe(true)
    await value.fill('clerk')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('a typing mistake')
    await confirm.click()
    await becomes(message, 'completed')
    await page.getByText('with an edited event').waitFor()
    expect(runs.map(({ jobCode }) => jobCode)).toEqual(['clrek', 'clerk'])
    expect(runs[1]?.key).not.toBe(runs[0]?.key)
    expect(await bed.rows('select body from message where id = $1', message)).toEqual(before)
    const edited = await bed.rows(
      `select ${openedText('editedEvent', 'edited_event', 'body')} as body from edited_event where message_id = $1`,
      message,
    )
    expect(String(edited[0]?.body)).toContain('clerk')
    expect(await actions(message)).toEqual([
      { kind: 'edit', person: 'operator', comment: 'a typing mistake', result: 'done' },
    ])
  })

  it('runs a completed one again, as a replay with a key of its own', async () => {
    const message = await bed.send('30003')
    await becomes(message, 'completed')
    await openView(page, `messages/${message}`)
    await actWithComment(page, button('Run again: directory, 30003'), {
      confirm: 'Run again',
      comment: 'the account was deleted',
    })
    await page.getByText('Re-run started').waitFor()
    await bed.found(
      2,
      `select from delivery where message_id = $1 and state = 'completed'`,
      message,
    )
    await page.getByText('Run 2').waitFor()
    const [first, second] = runs
    expect(second).toEqual({ ...first, key: `${first?.key}:r1`, isReplay: true })
  })

  it('skips with a reason, and not without one; the lane goes on', async () => {
    const message = await openParked('30004')
    const behind = await bed.send('30004')
    await button('Skip: directory, 30004').click()
    const dialog = dialogOf(page)
    const reason = dialog.getByRole('textbox', { name: 'Reason' })
    const confirm = dialog.getByRole('button', { name: 'Skip' })
    await dialog.getByText('Enter a reason').first().waitFor()
    for (const none of ['', '  ']) {
      await reason.fill(none)
      expect(await confirm.isDisabled()).toBe(true)
    }
    await reason.fill('done by hand')
    await confirm.click()
    await becomes(behind, 'completed')
    expect(await deliveries(message)).toEqual([
      { run: 0, state: 'skipped', comment: 'done by hand' },
    ])
    await page.getByText('Skipped by hand – done by hand').waitFor()
    expect(await actions(message)).toEqual([
      { kind: 'skip', person: 'operator', comment: 'done by hand', result: 'done' },
    ])
  })

  it('cancels what is planned, with a reason', async () => {
    const message = await bed.sendAs(PLANNED, { userId: '30005', startDate: inHours(48) })
    await becomes(message, 'scheduled', 'badge')
    await openView(page, `messages/${message}`)
    await button('Cancel delivery: badge, 30005').click()
    const dialog = dialogOf(page)
    const confirm = dialog.getByRole('button', { name: 'Cancel delivery' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('hired elsewhere')
    await confirm.click()
    await becomes(message, 'cancelled', 'badge')
    await page.getByText('Cancelled by hand – hired elsewhere').waitFor()
    expect(runs.filter(({ key }) => key.includes('badge'))).toEqual([])
  })

  it('starts what is planned now', async () => {
    const message = await bed.sendAs(PLANNED, { userId: '30006', startDate: inHours(48) })
    await becomes(message, 'scheduled', 'badge')
    await openView(page, `messages/${message}`)
    await actWithComment(page, button('Start now: badge, 30006'), {
      confirm: 'Start now',
      comment: 'begins today',
    })
    await becomes(message, 'completed', 'badge')
    expect(await actions(message)).toEqual([
      { kind: 'release', person: 'operator', comment: 'begins today', result: 'done' },
    ])
  })

  it('decodes again what can be read now, and says where it cannot', async () => {
    const answer = await fetch(`${bed.instance.url}/http/successfactors/events/ACME`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await bed.token()}`, 'content-type': 'text/xml' },
      body: '<order/>',
    })
    const message = answer.headers.get('sap_messageprocessinglogid') ?? ''
    await openView(page, `messages/${message}`)
    const decode = button('Decode again')
    await actWithComment(page, decode, { confirm: 'Decode again', comment: 'a new version' })
    await dialogOf(page).getByText('Code: still_undecodable').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
    // A body that this version reads stands for a version that reads the body.
    await bed.db.query('update message set key_id = null, body = $2 where id = $1', [
      message,
      Buffer.from(soapMessage(['30007'].map((userId) => ({ userId })))),
    ])
    await actWithComment(page, decode, { confirm: 'Decode again', comment: 'a new version' })
    await becomes(message, 'completed')
    await page.getByRole('link', { name: '30007' }).first().waitFor()
    expect(runs.map(({ user }) => user)).toEqual(['30007'])
    expect(await bed.rows('select state from message where id = $1', message)).toEqual([
      { state: 'recorded' },
    ])
  })

  it('says in a sentence what is not possible any more, and does nothing twice', async () => {
    const message = await openParked('30008')
    await button('Replay: directory, 30008').click()
    const faster = `/deliveries/${message}/0/directory/0/actions/replay`
    expect(await bed.operate(faster)).toBe(200)
    await becomes(message, 'completed')
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: 'Replay' }).click()
    const note = dialog.getByRole('alert')
    await note.waitFor()
    expect(await note.textContent()).toMatch(/^This is not possible now\..+\. Code: not_failed/s)
    expect(runs.length).toBe(2)
    expect((await actions(message)).map(({ result }) => result)).toEqual(['done'])
  })
})
