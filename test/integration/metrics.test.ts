import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { defineHandler, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const OWN = /\bsf_event_receiver_\w+/g
const ANY = /\b(?:sf_event_receiver|process|nodejs)_\w+/g
/** Suffixes of a histogram's series. */
const PART = /_(?:bucket|sum|count)$/

const docs = (file: string) => readFile(new URL(`../../docs/${file}`, import.meta.url), 'utf8')

interface Metric {
  readonly type: string
  readonly labels: readonly string[]
}

describe('the metrics', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
    instance = await bed.startInstance({
      handlers: {
        meters: defineHandler({
          on: '*',
          run: (event) => {
            if (event.key('userId')?.startsWith('person-bad')) reject('no person-bad here')
          },
        }),
      },
    })
    await sendEvents(instance, token, ['person-good', 'person-bad'])
    await sendEvents(instance, token, ['person-bad', 'person-bad'])
    await request(instance.url)
      .post('/http/successfactors/events/person-path?x=person')
      .set('Authorization', 'Bearer person.of.nobody')
    await bed.settled()
    await settledOrTimeout(async () => (await scrape()).includes('state="behind"} 2'), 'a backlog')
  })
  afterAll(() => bed.stop())

  const scrape = async (): Promise<string> => {
    const answer = await request(instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .expect(200)
    return answer.text
  }
  const scraped = async (): Promise<Map<string, Metric>> => {
    const metrics = new Map<string, Metric>()
    const text = await scrape()
    for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      const sample = new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, 'm').exec(text)?.[1] ?? ''
      const labels = [...sample.matchAll(/(\w+)="/g)].map(([, label]) => label as string)
      metrics.set(name, { type, labels: labels.filter((label) => label !== 'le').sort() })
    }
    return metrics
  }
  const documented = async (): Promise<Map<string, Metric>> => {
    const rows = (await docs('metrics.md')).matchAll(/^\| `(sf_event_receiver_\w+)` \|(.*)\|$/gm)
    return new Map(
      [...rows].map(([, name = '', rest = '']) => {
        const [type = '', labels = ''] = rest.split('|').map((cell) => cell.trim())
        const named = [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label as string)
        return [name, { type, labels: named.sort() }]
      }),
    )
  }

  it('are those that are documented, with their types and labels', async () => {
    const own = [...(await scraped())].filter(([name]) => name.startsWith('sf_event_receiver_'))
    expect(own.length).toBeGreaterThan(15)
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(await documented()))
  })

  it.each(['metrics.md', 'alerts.md', 'grafana/sf-event-receiver.json'])(
    'are all there that %s asks for',
    async (file) => {
      const known = await scraped()
      const asked = [...(await docs(file)).matchAll(ANY)].map(([name]) =>
        known.has(name) ? name : name.replace(PART, ''),
      )
      expect(asked.length).toBeGreaterThan(0)
      expect(asked.filter((name) => !known.has(name))).toEqual([])
    },
  )

  it('are all on the dashboard', async () => {
    const dashboard = JSON.parse(await docs('grafana/sf-event-receiver.json'))
    const expressions = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
      panel.targets.map(({ expr }) => expr),
    )
    const asked = expressions.join('\n').match(OWN) ?? []
    const shown = new Set(asked.map((name: string) => name.replace(PART, '')))
    expect([...(await documented()).keys()].filter((name) => !shown.has(name))).toEqual([])
    const ids = dashboard.panels.map(({ id }: { id: number }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tell how the installation is', async () => {
    const text = await scrape()
    for (const line of [
      'sf_event_receiver_open_deliveries{handler="meters",state="parked"} 1',
      'sf_event_receiver_open_deliveries{handler="meters",state="behind"} 2',
      'sf_event_receiver_handler_state{handler="meters",state="running"} 1',
      'sf_event_receiver_handler_state{handler="meters",state="open"} 0',
      'sf_event_receiver_handler_instances{handler="meters"} 1',
      'sf_event_receiver_overdue_seconds{handler="meters"} 0',
      'sf_event_receiver_undecodable_messages 0',
      'sf_event_receiver_scheduled_deliveries 0',
    ]) {
      expect(text).toContain(`${line}\n`)
    }
    const last = Number(/^sf_event_receiver_last_message\w+ (\S+)$/m.exec(text)?.[1])
    expect(Math.abs(Date.now() / 1_000 - last)).toBeLessThan(60)
  })

  it('say how long what is due has waited, while its handler is held', async () => {
    await instance.post('/handlers/meters/actions/hold', { comment: 'a look' }).expect(200)
    await sendEvents(instance, token, ['person-held'])
    await bed.db.query(
      `update lane set due_at = now() - interval '1 hour' where due_at is not null`,
    )
    const text = await scrape()
    const overdue = /overdue_seconds\{handler="meters"\} (\S+)/.exec(text)?.[1]
    expect(Number(overdue)).toBeGreaterThanOrEqual(3_600)
    expect(text).toContain('handler_state{handler="meters",state="held"} 1\n')
  })

  it('name no person', async () => {
    expect(await scrape()).not.toContain('person')
  })
})
