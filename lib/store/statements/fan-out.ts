import type { ClientBase } from 'pg'
import { run, type Statement } from './statement.ts'

export interface FanOut {
  readonly handlerId: number
  readonly messageId: string
}

const take: Statement = {
  name: 'take-fan-outs',
  text: `
    delete from fan_out where (handler_id, message_id) in (
      select handler_id, message_id from fan_out where handler_id = any($1::int[])
      order by handler_id, message_id limit $2 for update skip locked)
    returning handler_id as "handlerId", message_id as "messageId"`,
}

/** Takes messages that other versions recorded without these handlers; gone once this commits. */
export function takeFanOuts(
  client: ClientBase,
  handlerIds: readonly number[],
  limit: number,
): Promise<FanOut[]> {
  return run<FanOut & Record<string, unknown>>(client, take, [handlerIds, limit])
}
