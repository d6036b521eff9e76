import request from 'supertest'
import { openedText } from './opened.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const INGEST_PATH = '/http/successfactors/events'
export const TYPED_PATH = `${INGEST_PATH}?type=com.example.Changed`

interface ShownMessage {
  readonly status: string
  readonly duplicateOf: string | null
  readonly warnings: readonly unknown[]
  // biome-ignore lint/suspicious/noExplicitAny: each test reads other fields of an event
  readonly events: readonly any[]
}

/** An instance with an answer of its own for the sender, and a further name of a person's field. */
export interface SendersBed {
  readonly bed: TestBed
  readonly instance: TestInstance
  readonly token: string
  /** @param contentType null = without the header */
  post(path: string, contentType: string | null, body: string | Buffer): request.Test
  /** kind, key and field of the lane of each event, in the order of the events */
  lanesOf(id: string): Promise<[kind: string, key: string, field: string | null][]>
  /** the message as the operations API shows it */
  described(id: string): Promise<ShownMessage>
  stop(): Promise<void>
}

export async function createSendersBed(): Promise<SendersBed> {
  const bed = await createTestBed()
  const json = { id: '{{messageId}}', of: ['{{type}}', '{{field:name}}'] }
  const xml = '<ok><id>{{messageId}}</id><name>{{field:name}}</name></ok>'
  const instance = await bed.startInstance({
    environment: {
      PERSON_FIELDS: 'badgeNo=userId',
      CALLERS: JSON.stringify([{ client: 'successfactors', answer: { json, xml } }]),
    },
  })
  const token = await bed.token()
  return {
    bed,
    instance,
    token,
    post(path, contentType, body) {
      const call = request(instance.url).post(path).set('Authorization', `Bearer ${token}`)
      const typed =
        contentType === null ? call.unset('Content-Type') : call.set('Content-Type', contentType)
      return typed.buffer(true).send(body)
    },
    async lanesOf(id) {
      const rows = await bed.rows<{ kind: string; key: string; field: string | null }>(
        `select s.kind, ${openedText('subject', 's', 'key')} as key, e.subject_field as field
         from event e join subject s on s.id = e.subject_id
         where e.message_id = $1 order by e.ordinal`,
        id,
      )
      return rows.map(({ kind, key, field }) => [kind, key, field])
    },
    async described(id) {
      const answer = await instance.get(`/messages/${id}`).expect(200)
      return answer.body
    },
    stop: () => bed.stop(),
  }
}

/** the id of the message that was kept */
export const idOf = (answer: request.Response): string =>
  answer.headers.sap_messageprocessinglogid as string
