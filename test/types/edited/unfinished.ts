import { defineHandler } from '#handler'

/** As it stands while somebody writes it. Nothing runs it. */
export const whole = defineHandler({
  on: '',
  run: (event) => event.key(''),
})

export const list = defineHandler({
  on: ['com.example.Own', ''],
  run: (event) => event.param(''),
})

export const touched = defineHandler({
  on: '*',
  schema: undefined,
  orderBy: (event) => event.value('userId'),
  retry: { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 },
  onFailure: 'park',
  timeoutMs: 1,
  concurrency: 1,
  totalConcurrency: 1,
  rateLimit: { attempts: 1, perMs: 1 },
  startAt: () => null,
  meanwhile: 'wait',
  formerly: [],
  masks: [],
  start: () => undefined,
  stop: () => undefined,
  async run(event, context) {
    const { log, signal, once, cancelScheduled, idempotencyKey, attempt } = context
    const { isReplay, late, fence, destination, successfactors } = context
    const { setting, secret, binding, correlationId } = context
    log.info('a')
    log.warn('a')
    log.error('a')
    const of = [event.eventId, event.type, event.entityType, event.effective, event.publishedAt]
    const more = [event.effectiveStartDate, event.publishedBy, event.repost, event.mayBeRepeat]
    const sent = [event.keys, event.params, event.payload, event.more, event.company]
    const place = [event.messageId, event.ordinal, event.receivedAt, event.message()]
    const target = destination('a')
    await target.request('GET', '/')
    await target.get('/', { query: {}, headers: {}, signal, timeoutMs: 1, accepts: 'any' })
    await target.post('/', { csrf: true, record: 'bodies', maxBytes: 1, body: '' })
    await target.put('/')
    await target.patch('/')
    const answer = await target.delete('/')
    const read = [answer.status, answer.ok, answer.headers, answer.text(), answer.json()]
    const bytes = answer.bytes()
    const sf = successfactors()
    await sf.get('User', { userId: '1' })
    await sf.empJob({ userId: '1', startDate: '', seqNumber: 1 })
    await sf.perPerson('1')
    await sf.user('1')
    await sf.timeLine('EmpJob', {})
    sf.query('EmpJob')
    const { entity, row, timeLine } = await sf.entityOf(event)
    await sf.changes('EmpJob', { since: new Date() })
    await sf.comingIntoForce('EmpJob', { from: '', to: '' })
    return [of, more, sent, place, read, bytes, entity, row, timeLine, once, cancelScheduled]
      .concat([idempotencyKey, attempt, isReplay, late, fence, setting, secret, binding] as never)
      .concat(correlationId as never)
  },
})
