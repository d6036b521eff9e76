import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { HTTP } from 'cloudevents'
import { settledOrTimeout } from '../support/eventually.ts'
import { answers, createReadyMadeBed, type ReadyMadeBed } from '../support/ready-made-bed.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'

let readyMade: ReadyMadeBed
beforeAll(async () => {
  readyMade = await createReadyMadeBed()
})
afterEach(() => readyMade.bed.settled())
afterAll(() => readyMade.stop())

describe('publish', () => {
  it.each([
    ['/structured', 'application/cloudevents+json', '/successfactors/ACME'],
    ['/binary', 'application/json', '/hr'],
  ])('sends a CloudEvent that the CNCF library reads: %s', async (url, type, source) => {
    readyMade.answer = answers(204)
    const id = await readyMade.post(
      soapMessage([{ userId: 'Ü 7', publishedAt: 1_790_000_000_000 }]),
    )
    await readyMade.bed.settled()
    const [call, ...others] = readyMade.sent(id, url)
    expect(others).toEqual([])
    expect(call?.headers['content-type']).toBe(type)
    const { headers = {}, body = '' } = call ?? {}
    const event = HTTP.toEvent({ headers, body }) as unknown as Record<string, unknown>
    expect(event).toMatchObject({
      specversion: '1.0',
      id: headers['idempotency-key'],
      source,
      type: HIRE,
      time: '2026-09-21T14:13:20.000Z',
      company: 'ACME',
      messageid: id,
      data: { entityType: 'EmpJob', keys: { userId: 'Ü 7', startDate: '2026-01-01' } },
    })
    const subject = url === '/binary' ? decodeURIComponent(String(event.subject)) : event.subject
    expect(subject).toBe('Ü 7')
  })

  it('has the same id however often it is tried, and another one when it is run again', async () => {
    let refusals = 2
    readyMade.answer = ({ url }, response) => {
      const isDown = url === '/structured' && refusals-- > 0
      response.writeHead(isDown ? 500 : 200).end()
    }
    const id = await readyMade.post(soapMessage([{ userId: 'i-1' }]))
    await readyMade.bed.settled()
    const ids = () => readyMade.sent(id, '/structured').map(({ body }) => JSON.parse(body).id)
    expect(ids()).toHaveLength(3)
    expect(new Set(ids()).size).toBe(1)
    await fetch(
      `${readyMade.instance.url}/operations/v1/deliveries/${id}/0/structured/0/actions/rerun`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await readyMade.bed.token('operator')}`,
          'content-type': 'application/json',
        },
        body: '{}',
      },
    )
    await settledOrTimeout(() => ids().length === 4, 'the re-run')
    expect(ids().at(-1)).toBe(`${ids()[0]}:r1`)
  })

  it('stands in the list of handlers like any other', async () => {
    const response = await fetch(`${readyMade.instance.url}/operations/v1/handlers`, {
      headers: { authorization: `Bearer ${await readyMade.bed.token('operator')}` },
    })
    const { items } = (await response.json()) as { items: { name: string; state: string }[] }
    expect(items.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['binary', 'running'],
      ['iflow', 'running'],
      ['structured', 'running'],
    ])
  })
})
