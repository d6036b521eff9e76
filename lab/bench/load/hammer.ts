// A program of its own, started with fork: sends as fast as the answers come, over 100 connections.
import autocannon from 'autocannon'
import { answerOrder } from './answer-order.ts'
import type { LoadOrder, LoadResult } from './load-run.ts'
import { machineNow } from './machine-clock.ts'
import { createMessageTemplate } from './message-template.ts'
import { percentile } from './percentile.ts'

const CONNECTIONS = 100
const ANSWER_SECONDS = 20

/** autocannon cuts what is under way at the end; with a last request each, every call is answered. */
interface EndingClient extends autocannon.Client {
  responseMax?: number
  reqsMade: number
}

answerOrder(hammer)

async function hammer(order: LoadOrder): Promise<LoadResult> {
  const { leastCalls = 0 } = order
  const durations: number[] = []
  let sequence = order.firstSequence
  let answers = 0
  let otherStatuses = 0
  const cpuBefore = process.cpuUsage()
  const startedAt = machineNow()
  const end = startedAt + order.seconds * 1_000

  const headers = {
    'content-type': 'text/xml; charset=utf-8',
    authorization: `Bearer ${order.token}`,
  }

  function setupClient(client: EndingClient): void {
    const template = createMessageTemplate(order.employees)
    next(client, template)
    client.on('response', (status: number, _bytes: number, durationMs: number) => {
      if (status === 200) answers += 1
      else otherStatuses += 1
      if (machineNow() >= end && sequence - order.firstSequence >= leastCalls) {
        client.responseMax = client.reqsMade
        return
      }
      durations.push(durationMs)
      next(client, template)
    })
  }

  function next(client: EndingClient, template: ReturnType<typeof createMessageTemplate>): void {
    const { tokens = [] } = order
    if (tokens.length > 1) {
      const token = tokens[sequence - order.firstSequence]
      if (token === undefined) throw new Error(`${tokens.length} tokens are not enough`)
      client.setHeaders({ ...headers, authorization: `Bearer ${token}` })
    }
    client.setBody(template.fill(sequence++))
  }

  const result = await autocannon({
    url: order.url,
    method: 'POST',
    connections: CONNECTIONS,
    duration: order.seconds + ANSWER_SECONDS,
    timeout: ANSWER_SECONDS,
    headers,
    setupClient: setupClient as (client: autocannon.Client) => void,
  })
  const sorted = Float64Array.from(durations).sort()
  const cpu = process.cpuUsage(cpuBefore)
  return {
    answers,
    otherStatuses,
    errors: result.errors + (sequence - order.firstSequence - answers - otherStatuses),
    startedAt,
    perSecond: sorted.length / order.seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    cpuMs: (cpu.user + cpu.system) / 1_000,
  }
}
