// The least that a durable receiver of this contract can do: remember the token, parse the XML,
// commit one row. No duplicates, lanes, deliveries, log or metrics.
// Arguments: DATABASE_URL, issuer, address of its keys, audience.
import express from 'express'
import pg from 'pg'
import { answerBody } from './answer-body.ts'
import { createBatchWriter } from './batch-writer.ts'
import { parseWithSaxes } from './parse-with-saxes.ts'
import type { ParsedEvent } from './parsed-event.ts'
import { createRememberedTokens } from './remembered-tokens.ts'
import { serve } from './serve.ts'

const [databaseUrl, issuer, jwksUri, audience] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
]
const WRITERS = 2
const MAX_BATCH = 50

const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: WRITERS,
  options: '-c synchronous_commit=on',
})
await pool.query(`create table received_event (
  id          bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  event_id    text,
  type        text,
  user_id     text,
  body        text not null
)`)

const INSERT = {
  name: 'insert',
  text: `insert into received_event (event_id, type, user_id, body)
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
}

interface Row extends ParsedEvent {
  readonly body: string
}

const add = createBatchWriter<Row>(
  (rows) =>
    pool.query({
      ...INSERT,
      values: [
        rows.map(({ eventId }) => eventId),
        rows.map(({ type }) => type),
        rows.map(({ userId }) => userId),
        rows.map(({ body }) => body),
      ],
    }),
  { writers: WRITERS, maxBatch: MAX_BATCH },
)
const authenticate = createRememberedTokens({ jwksUri, issuer, audience })

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.post('/events', (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    receive(request.headers.authorization, body).then(
      () => response.status(200).type('text/xml').send(answerBody),
      (error: Error) => {
        process.stderr.write(`${error.stack}\n`)
        response.status(500).end()
      },
    )
  })
})
serve(app)

async function receive(authorization: string | undefined, body: string): Promise<void> {
  const unknown = authenticate(authorization)
  if (unknown !== undefined) await unknown
  await add({ ...parseWithSaxes(body), body })
}
