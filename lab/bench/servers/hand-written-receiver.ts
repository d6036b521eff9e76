// The receiver that a capable developer writes in an afternoon: one middleware for the token, one
// parser, one insert. Arguments: DATABASE_URL, issuer, address of its keys, audience.
import express, { type NextFunction, type Request, type Response } from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import pg from 'pg'
import { answerBody } from './answer-body.ts'
import { parseWithFastXmlParser } from './parse-with-fast-xml-parser.ts'
import { serve } from './serve.ts'

const [databaseUrl, issuer, jwksUri, audience] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
]
const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: 32,
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

const app = express()
app.disable('x-powered-by')
app.post(
  '/events',
  auth({ issuer, jwksUri, audience, tokenSigningAlg: 'RS256' }),
  express.text({ type: ['text/xml', 'application/soap+xml', 'application/xml'], limit: '10mb' }),
  async (request: Request, response: Response) => {
    const body = request.body as string
    const { eventId, type, userId } = parseWithFastXmlParser(body)
    await pool.query(
      'insert into received_event (event_id, type, user_id, body) values ($1, $2, $3, $4)',
      [eventId, type, userId, body],
    )
    response.status(200).type('text/xml').send(answerBody)
  },
)
app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  process.stderr.write(`${error.stack}\n`)
  response.status((error as { status?: number }).status ?? 500).end()
})
serve(app)
