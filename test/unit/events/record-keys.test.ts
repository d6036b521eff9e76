import { describe, expect, test } from '@jest/globals'
import { readPlace } from '../../../lib/events/records/place.ts'
import { subjectOf } from '../../../lib/events/subject.ts'
import { decode, lanes } from './decode-record.ts'
import { codeOf } from './read-fixture.ts'

describe('the key of a record', () => {
  test.each([
    ['{"status":"x","UserId":"u"}', 'userId u', 'UserId'],
    ['{"USERID":" u "}', 'userId u', 'USERID'],
    ['{"user_id":"u"}', 'userId u', 'user_id'],
    ['{"worker":"w","code":"c"}', 'userId w', 'worker'],
    ['{"employeeId":"e","userId":"u"}', 'userId u', 'userId'],
    ['{"personIdExternal":"p","assignmentId":"a"}', 'personIdExternal p', 'personIdExternal'],
    ['{"status":"x","JobApplicationId":"9"}', 'entity 9', 'JobApplicationId'],
    [
      '{"statusId":"1","typeCode":"2","eventReasonCode":"3","externalCode":"4"}',
      'entity 4',
      'externalCode',
    ],
    ['{"seqNumber":"1","requisition_number":"5"}', 'entity 5', 'requisition_number'],
    [
      '{"batchId":"1","requestId":"2","position":"3","positionCode":"6"}',
      'entity 6',
      'positionCode',
    ],
    [
      '{"status":"Offer","jobApplication":{"applicationId":"7"}}',
      'entity 7',
      'jobApplication.applicationId',
    ],
    ['{"status":"Offer","startDate":"2026-01-01","paid":"x"}', 'event ', null],
    ['{"userId":" ","code":"8"}', 'entity 8', 'code'],
  ])('of %s is %s', (body, lane, field) => {
    const message = decode(body)
    expect(lanes(message)).toEqual([lane])
    expect(subjectOf(message.events[0] as never).field).toBe(field)
  })

  test('is the same in every spelling of its field', () => {
    const keys = ['JobApplicationId', 'job_application_id', 'jobApplicationId'].map(
      (name) => subjectOf(decode(`{"x":{"${name}":"9"}}`).events[0] as never).key,
    )
    expect(new Set(keys).size).toBe(1)
  })

  test('holds no state: all states of a record share its lane', () => {
    const keys = ['Interview', 'Offer'].map(
      (status) =>
        subjectOf(decode(`{"JobApplicationId":"9001","status":"${status}"}`).events[0] as never)
          .key,
    )
    expect(keys[0]).toBe(keys[1])
  })
})

describe('places that configuration names', () => {
  const place = (text: string) => readPlace(text) ?? undefined
  const body =
    '{"meta":{"kind":"K"},"a":[{"who":{"no":"1"},"uid":"e1","rows":[{"code":"x"}]},{"who":{"no":"2"},"uid":"e2"}]}'

  test('events, type, id and subject', () => {
    const places = {
      events: place('a[*]'),
      type: place('meta.kind'),
      id: place('uid'),
      subject: place('who.no'),
    }
    const message = decode(body, 'application/json', { hints: { places: places as never } })
    expect(lanes(message)).toEqual(['entity 1', 'entity 2'])
    expect(message.events.map(({ type, eventId }) => [type, eventId])).toEqual([
      ['K', 'e1'],
      ['K', 'e2'],
    ])
    expect(subjectOf(message.events[0] as never).field).toBe('who.no')
  })

  test('a place without events is an error of its own', () => {
    const places = { events: place('b.c') } as never
    expect(codeOf(() => decode(body, 'application/json', { hints: { places } }))).toBe(
      'events_not_found',
    )
  })

  test('names, indexes and [*] alone, at most 10 steps', () => {
    expect(readPlace('a.b[0].c[*]')).toEqual(['a', 'b', 0, 'c', '[*]'])
    expect(readPlace('[1].a')).toEqual([1, 'a'])
    for (const wrong of [
      '',
      '.a',
      'a.',
      'a..b',
      'a[?(@.b)]',
      'a[-1]',
      '$..a',
      'a[b]',
      'a b',
      'a'.repeat(3) + '.b'.repeat(10),
    ]) {
      expect([wrong, readPlace(wrong)]).toEqual([wrong, null])
    }
  })
})
