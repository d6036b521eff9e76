import type { Config } from '../../config/config.ts'
import { fieldRules } from '../../masking/field-rules.ts'
import { type FixtureEvent, readFixture } from '../../testing/read-fixture.ts'
import { Unanswered } from '../command.ts'
import { createInventor } from '../fixture/invent-values.ts'
import { type MadeFixture, makeFixture } from '../fixture/make-fixture.ts'
import { maskFieldsBy } from '../fixture/mask-fields.ts'
import { messageIdOf, operationsOf, type ServiceValues } from '../service/service-options.ts'

const TYPE = /^[\w-]+(\.[\w-]+)+$/

export interface ReadMessage {
  readonly fixture: MadeFixture
  /** its first event, masked */
  readonly event: FixtureEvent['event']
  readonly type: string
}

/** Reads a stored message and masks it. The service records the reveal. */
export async function readMessage(
  given: string,
  values: ServiceValues,
  config: Config,
  signal: AbortSignal,
): Promise<ReadMessage> {
  const id = messageIdOf(given)
  const operations = await operationsOf(values, config, signal)
  const mask = maskFieldsBy(fieldRules(config.fields), createInventor())
  const fixture = await makeFixture(id, operations, mask, undefined, config)
  const { type: ofMessage } = fixture.message
  const [first] = eventsOf(fixture)
  const type = first?.event.type ?? ofMessage
  if (first === undefined || type === null || !TYPE.test(type)) {
    throw new Unanswered(
      'not_done',
      `message ${id}: expected an event with a type of letters, digits and dots, its body has none: use --on, and npm run fixture`,
    )
  }
  return { fixture, event: first.event, type }
}

function eventsOf({ text, message }: MadeFixture): FixtureEvent[] {
  try {
    return readFixture(text, message.type === null ? {} : { type: message.type })
  } catch {
    return []
  }
}
