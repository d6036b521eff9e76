import request from 'supertest'
import { openBodies } from '../../lib/store/db/open-bodies.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const INGEST_PATH = '/http/successfactors/events'

/** One instance that takes bodies of at most 1 MB, and calls of its ingest path. */
export interface IngestBed {
  readonly bed: TestBed
  readonly instance: TestInstance
  /** of the sender */
  readonly token: string
  post(path?: string, contentType?: string): request.Test
  /** the row of a message */
  message(id: unknown): Promise<MessageRow>
  /** how many are stored */
  messages(): Promise<number>
  stop(): Promise<void>
}

type StoredRow = MessageRow & { readonly keyId: string | null }

interface MessageRow {
  readonly id: string
  readonly body: Buffer
  readonly correlation_id: string
  readonly duplicate_of: string | null
}

export async function createIngestBed(): Promise<IngestBed> {
  const bed = await createTestBed()
  const instance = await bed.startInstance({ environment: { BODY_LIMIT_MB: '1' } })
  const token = await bed.token()
  return {
    bed,
    instance,
    token,
    post: (path = INGEST_PATH, contentType = 'text/xml') =>
      request(instance.url)
        .post(path)
        .set('Authorization', `Bearer ${token}`)
        .set('Content-Type', contentType),
    async message(id) {
      const [row] = await bed.rows<StoredRow>(
        'select *, key_id as "keyId" from message where id = $1',
        id,
      )
      const [opened] = row === undefined ? [] : await openBodies(bed.db, [row])
      return opened as MessageRow
    },
    async messages() {
      const [row] = await bed.rows<{ count: number }>('select count(*)::int as count from message')
      return row?.count as number
    },
    stop: () => bed.stop(),
  }
}
