import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerEvent } from '#handler'
import {
  aHire,
  aManagerChange,
  anEvent,
  aRehire,
  aTermination,
  deliver,
  fixtureEvents,
} from '#testing'
import { catalogue } from '../../../lib/events/catalogue.ts'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
const message = (name: string) =>
  readFile(new URL(`../../fixtures/messages/${name}`, import.meta.url))

function seeing(on: string) {
  const events: HandlerEvent[] = []
  return { events, handler: defineHandler({ on, run: (event) => void events.push(event) }) }
}

describe('a body as fixture', () => {
  it('is decoded as the service decodes it', async () => {
    const { events, handler } = seeing(HIRE)
    const body = await message('v2-hire.ns7.xml')
    await deliver(handler, body, { company: 'acme' })
    await deliver(handler, body.toString('utf8'))
    expect(events).toHaveLength(2)
    expect(events[0]).toMatchObject({ type: HIRE, entityType: 'EmpJob', company: 'acme' })
    expect(events[0]?.key('userId')).toBe(events[1]?.key('userId'))
  })

  it('may be JSON, whose type the address says', async () => {
    const { events, handler } = seeing('a.Type')
    const { subject } = await deliver(handler, '{"employeeId":"7","grade":3}', { type: 'a.Type' })
    expect(events[0]?.key('grade')).toBe('3')
    expect(subject).toEqual({ kind: 'userId', key: '7', field: 'employeeId' })
  })

  it.each([
    ['CSV', 'worker_no,grade\n7,3\n', { contentType: 'text/csv' }],
    ['XML', '<a><row><worker_no>7</worker_no><grade>3</grade></row></a>', {}],
    ['JSON', '{"rows":[{"worker_no":"7","grade":3}]}', { places: { events: 'rows' } }],
  ])('may be %s with a type and a spelling of its own', async (_format, body, options) => {
    const { events, handler } = seeing('a.Type')
    const persons = { workerNo: 'userId' } as const
    const { subject } = await deliver(handler, body, { ...options, type: 'a.Type', persons })
    expect(events[0]?.key('grade')).toBe('3')
    expect(subject).toEqual({ kind: 'userId', key: '7', field: 'worker_no' })
  })

  it('is read at the places that the test names, as CALLERS would', async () => {
    const { events, handler } = seeing('left')
    const body = '{"head":{"id":"1"},"list":[{"what":"left","who":{"no":"7"}}]}'
    const places = { events: 'list', type: 'what', subject: 'who.no' }
    const { subject } = await deliver(handler, body, { places })
    expect(events[0]?.type).toBe('left')
    expect(subject).toMatchObject({ kind: 'entity', field: 'who.no' })
    const message = await events[0]?.message()
    expect(message?.hints?.places?.subject).toEqual(['who', 'no'])
    const wrong = deliver(handler, body, { places: { events: 'list..x' } })
    await expect(wrong).rejects.toThrow('expected places.events to be a place')
  })

  it('may be a file of CSV', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fixture-'))
    const file = path.join(folder, 'people.csv')
    await writeFile(file, 'userId,grade\n7,3\n8,4\n')
    const events = fixtureEvents(file, { contentType: 'text/csv', type: 'a.Type' })
    await rm(folder, { recursive: true })
    expect(events.map((event) => [event.type, event.key('userId')])).toEqual([
      ['a.Type', '7'],
      ['a.Type', '8'],
    ])
    const { handler } = seeing('a.Type')
    const [, second] = events
    expect(second).toBeDefined()
    if (second !== undefined) {
      expect((await deliver(handler, second)).subject).toMatchObject({ key: '8' })
    }
  })

  it('with several events needs a choice', async () => {
    const { events, handler } = seeing('*')
    const body = await message('v2-two-events.ns5.xml')
    await expect(deliver(handler, body)).rejects.toThrow('it takes 2, got')
    await deliver(handler, body, { ordinal: 1 })
    expect(events).toMatchObject([{ ordinal: 1 }])
  })

  it('is refused as the service refuses it', async () => {
    const { handler } = seeing('*')
    await expect(deliver(handler, '<a/>')).rejects.toMatchObject({ code: 'not_an_external_event' })
    const none = await message('v2-no-events.ns2.xml')
    await expect(deliver(handler, none)).rejects.toThrow('it takes 0, got none')
  })
})

describe('builders', () => {
  it.each([aHire, aRehire, aTermination, aManagerChange])(
    'have what the catalogue knows',
    (build) => {
      const event = build()
      const { keys, params } = catalogue[event.type as keyof typeof catalogue]
      for (const key of keys) expect(event.key(key)).not.toBeNull()
      for (const param of params) expect(event.param(param)).not.toBeNull()
      expect(event.key('userId')).toBe('20001')
    },
  )

  it('take other values one by one, and take values out', () => {
    const event = aHire({ company: 'acme', keys: { userId: '7', seqNumber: null }, payload: '{}' })
    expect([event.key('userId'), event.key('startDate'), event.key('seqNumber')]).toEqual([
      '7',
      '2026-01-01',
      null,
    ])
    expect(event).toMatchObject({ company: 'acme', payload: '{}', type: HIRE })
  })

  it('are fixtures themselves', async () => {
    const { events, handler } = seeing(HIRE)
    await deliver(handler, aHire)
    expect(events).toMatchObject([{ type: HIRE }])
  })

  it('make events of any type', () => {
    expect(anEvent({ type: 'a.Type', entityType: null })).toMatchObject({
      type: 'a.Type',
      entityType: null,
      keys: [],
    })
  })
})
