import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reject } from '../../../lib/handler.ts'
import { openedText } from '../../support/opened.ts'
import { runTool, serviceOptions } from '../../support/run-tool.ts'
import { createTestBed, type TestBed, type TestInstance } from '../../support/test-service.ts'

const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
const NOBODY = '01920000-0000-7000-8000-000000000001'

let bed: TestBed
let instance: TestInstance
let isBroken = true
const runs: { handler: string; isReplay: boolean; key: string }[] = []

beforeAll(async () => {
  bed = await createTestBed()
  const handler = (name: string, fails: () => boolean) => ({
    on: TERMINATION,
    run(
      _event: unknown,
      { isReplay, idempotencyKey }: { isReplay: boolean; idempotencyKey: string },
    ) {
      if (fails()) reject('it is broken')
      runs.push({ handler: name, isReplay, key: idempotencyKey })
    },
  })
  instance = await bed.startInstance({
    handlers: { broken: handler('broken', () => isBroken), sound: handler('sound', () => false) },
  })
})
afterAll(() => bed.stop())
beforeEach(async () => {
  isBroken = true
})

const replay = (...args: readonly string[]) => {
  const { args: options, input } = serviceOptions(bed, instance.url, 'operator')
  return runTool(['replay', ...args, ...options], {}, input)
}

/** A message each, of other people; `broken` parks for all of them. */
async function sendTerminations(count: number): Promise<string[]> {
  const { args, input } = serviceOptions(bed, instance.url, 'successfactors')
  const given = ['send', 'termination', '--count', String(count), '--json', ...args]
  const { messageIds } = JSON.parse((await runTool(given, {}, input)).out)
  await bed.settled()
  runs.length = 0
  return messageIds
}
const states = async (ids: readonly string[]) => {
  const { rows } = await bed.db.query<{ state: string; count: number }>(
    `select d.state, count(*)::int as count from delivery d join handler h on h.id = d.handler_id
     where d.message_id = any($1::uuid[]) and h.name = 'broken' group by 1 order by 1`,
    [ids],
  )
  return rows
}

describe('npm run replay', () => {
  it('tries what has failed of a message again, and waits until it is done', async () => {
    const [id = '', other = ''] = await sendTerminations(2)
    isBroken = false
    const { code, out } = await replay(id, '--comment', 'mended', '--json')
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      kind: 'replay',
      state: 'finished',
      matched: 1,
      done: 1,
      refused: 0,
    })
    await bed.settled()
    expect(runs).toMatchObject([{ handler: 'broken', isReplay: false }])
    expect(await states([other])).toEqual([{ state: 'failed', count: 1 }])
    const rows = await bed.rows(
      `select ${openedText('action', 'action', 'comment')} as comment from action where id = $1`,
      JSON.parse(out).actionId,
    )
    expect(rows).toEqual([{ comment: 'mended' }])
  })

  it('only counts with --dry-run', async () => {
    const ids = await sendTerminations(3)
    const { code, out } = await replay('--filter', `messageId=${ids[0]}`, '--dry-run')
    expect(code).toBe(0)
    expect(out).toBe('  1 delivery to replay; nothing was changed\n')
    expect(await states(ids)).toEqual([{ state: 'failed', count: 3 }])
  })

  it('tries all again that a filter lets pass', async () => {
    const ids = await sendTerminations(3)
    isBroken = false
    const { code, out } = await replay(
      '--filter',
      'handler=broken',
      '--filter',
      `type=${TERMINATION}`,
    )
    expect(code).toBe(0)
    expect(out).toMatch(/\d are tried again\n {2}action [0-9a-f-]{36}\n/)
    await bed.settled()
    const { rows } = await bed.db.query<{ state: string }>(
      'select distinct state from delivery where message_id = any($1::uuid[])',
      [ids],
    )
    expect(rows).toEqual([{ state: 'completed' }])
  })

  it('runs what is done once more with --rerun, of one handler', async () => {
    const [id = ''] = await sendTerminations(1)
    const { code } = await replay(id, '--handler', 'sound', '--rerun')
    expect(code).toBe(0)
    await bed.settled()
    expect(runs).toMatchObject([{ handler: 'sound', isReplay: true }])
    expect(runs[0]?.key).toMatch(/:r1$/)
  })

  it('says that nothing has failed', async () => {
    const [id = ''] = await sendTerminations(1)
    const { code, out } = await replay(id, '--handler', 'sound')
    expect(code).toBe(0)
    expect(out).toContain('no delivery has failed; --rerun')
  })

  it.each([
    ['an id', [NOBODY]],
    ['a filter', ['--filter', `messageId=${NOBODY}`]],
    ['--dry-run', [NOBODY, '--dry-run']],
    ['--rerun', [NOBODY, '--rerun']],
  ])('says that no such message exists, with %s', async (_what, args) => {
    const { code, out, errors } = await replay(...args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(errors).toMatch(/^not_found: expected a message that is stored, found none/)
  })

  it.each([
    ['a filter that there is not', ['--filter', 'colour=red'], 1, 'request_invalid: '],
    ['no id and no filter', [], 2, 'expected a message id, or --filter'],
    ['what is no id', ['everything'], 2, 'expected a message id, such as'],
    ['half a filter', ['--filter', 'handler'], 2, '--filter: expected key=value'],
    [
      'a field twice',
      ['--filter', 'handler=a', '--filter', 'handler=b'],
      2,
      '--filter: expected handler once',
    ],
    ['two handlers', ['--filter', 'handler=a', '--handler', 'b'], 2, '--handler: expected it once'],
    ['two messages', [NOBODY, '--filter', 'messageId=x'], 2, '--filter: expected no messageId'],
    ['a person in a filter', ['--filter', 'person=1'], 2, 'expected no person'],
  ])('names what is wrong: %s', async (_what, args, code, said) => {
    expect(await replay(...args)).toMatchObject({ code, errors: expect.stringContaining(said) })
  })

  it('names what is wrong with an address: no sentence of the program itself', async () => {
    const { code, errors } = await runTool(['replay', NOBODY, '--url', 'events.example.com'])
    expect({ code, errors }).toEqual({
      code: 2,
      errors: expect.stringMatching(/^config_invalid: --url: expected https and a host/),
    })
  })

  it('names the mistake that the service found', async () => {
    expect((await replay('--filter', 'colour=red')).errors).toContain('colour')
  })

  it('ends with 1 where the client may not operate', async () => {
    const { args, input } = serviceOptions(bed, instance.url, 'successfactors')
    const { code, out } = await runTool(['replay', NOBODY, ...args, '--json'], {}, input)
    expect(code).toBe(1)
    expect(JSON.parse(out).error.code).toBe('grant_missing')
  })
})
