import { describe, expect, it } from '@jest/globals'
import { useDispatchBed } from '../support/dispatch-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

const RETRY = { attempts: 3, firstDelayMs: 10, maxDelayMs: 20 }

describe('dispatch', () => {
  const dispatch = useDispatchBed()
  const { start, send, deliveries, attempts } = dispatch

  it('runs the events of each employee one at a time, in the order of recording', async () => {
    const seen: string[] = []
    const running = new Set<string>()
    await start({
      keep: {
        on: '*',
        async run(event) {
          const userId = event.key('userId') as string
          expect(running.has(userId)).toBe(false)
          running.add(userId)
          await new Promise((resolve) => setTimeout(resolve, 2))
          running.delete(userId)
          seen.push(`${userId} ${event.messageId} ${event.ordinal}`)
        },
      },
    })
    const sent: string[] = []
    for (let round = 0; round < 10; round += 1) {
      const users = ['a', 'b', 'a', 'c']
      const id = await send(...users)
      users.forEach((user, ordinal) => {
        sent.push(`${user} ${id} ${ordinal}`)
      })
    }
    await dispatch.bed.settled()
    const of = (list: string[], user: string) => list.filter((line) => line.startsWith(user))
    expect(seen).toHaveLength(40)
    for (const user of ['a', 'b', 'c']) expect(of(seen, user)).toEqual(of(sent, user))
  })

  it('keeps a lane closed while its head is retried, and lets the others pass', async () => {
    const seen: string[] = []
    let failures = 0
    await start({
      flaky: {
        on: '*',
        retry: { ...RETRY, attempts: 5 },
        run(event, { attempt }) {
          const userId = event.key('userId') as string
          if (userId === 'weak' && failures < 3) {
            failures += 1
            throw new Error('target is down')
          }
          seen.push(`${userId}#${attempt}`)
        },
      },
    })
    await send('weak', 'weak', 'strong')
    await dispatch.bed.settled()
    expect(seen.filter((line) => line.startsWith('weak'))).toEqual(['weak#4', 'weak#1'])
    expect(seen).toContain('strong#1')
    expect((await attempts()).map((row) => row.outcome)).toEqual([
      'retry',
      'retry',
      'retry',
      'completed',
      'completed',
      'completed',
    ])
  })

  it('parks the lane when the attempts are used up: later events wait visibly, handlers are independent', async () => {
    await start({
      broken: {
        on: '*',
        retry: RETRY,
        run(event) {
          if (event.key('userId') === 'poor') {
            throw new Error(`no account for ${event.key('userId')} or a.b@example.com`)
          }
        },
      },
      sound: { on: '*', run: () => undefined },
    })
    await send('poor')
    await send('poor', 'rich')
    await dispatch.bed.settled()
    const reasonCode = 'failed_attempts_used_up'
    const done = {
      state: 'completed',
      holdsPlace: false,
      countedAttempts: 1,
      attemptsStarted: 1,
      reasonCode: null,
    }
    expect(await deliveries()).toMatchObject([
      {
        handler: 'broken',
        user: 'poor',
        state: 'failed',
        holdsPlace: true,
        countedAttempts: 3,
        attemptsStarted: 3,
        reasonCode,
      },
      {
        handler: 'broken',
        user: 'poor',
        state: 'waiting',
        holdsPlace: true,
        countedAttempts: 0,
        attemptsStarted: 0,
        reasonCode: null,
      },
      { handler: 'broken', user: 'rich', ...done },
      { handler: 'sound', user: 'poor', ...done },
      { handler: 'sound', user: 'poor', ...done },
      { handler: 'sound', user: 'rich', ...done },
    ])
    const { rows: lanes } = await dispatch.bed.db.query(
      `select status, waiting, due_at, leased_by from lane where status = 'parked'`,
    )
    expect(lanes).toEqual([{ status: 'parked', waiting: 2, due_at: null, leased_by: null }])
    const [attempt] = await attempts()
    expect(attempt?.error.message).toBe('no account for ‹userId› or ‹mail›')
    expect(dispatch.instance.log.join('')).not.toContain('poor')
  })

  it('does not start what a held handler has, goes on receiving, and drains when it runs again', async () => {
    const seen: string[] = []
    let passed = 0
    await start({
      held: { on: '*', run: (event) => void seen.push(event.key('userId') as string) },
      free: {
        on: '*',
        run() {
          passed += 1
        },
      },
    })
    await dispatch.bed.db.query(`update handler set state = 'held' where name = 'held'`)
    await send('a')
    await send('b', 'a')
    await settledOrTimeout(() => passed === 3, 'the other handler to go on')
    expect(seen).toEqual([])
    await dispatch.bed.db.query(`update handler set state = 'running'`)
    await dispatch.bed.settled()
    expect([...seen].sort()).toEqual(['a', 'a', 'b'])
  })

  it('runs what is due behind lanes that park without an attempt, and says that they park', async () => {
    const seen: string[] = []
    await start({
      confused: {
        on: '*',
        concurrency: 2,
        // Its starts are counted in claims: the good event waits there with the others.
        totalConcurrency: 2,
        orderBy(event) {
          if (event.key('userId') !== 'good') throw new Error('cannot tell')
          return null
        },
        run: (event) => void seen.push(event.key('userId') as string),
      },
    })
    await send(...Array.from({ length: 20 }, (_, index) => `bad${index}`), 'good')
    await settledOrTimeout(() => seen.length === 1, 'the good event')
    const parked = () => dispatch.instance.log.filter((line) => line.includes('"lane parked"'))
    await settledOrTimeout(() => parked().length === 20, 'the other lanes to park')
  })
})
