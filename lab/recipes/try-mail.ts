import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import tls from 'node:tls'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { aHire, deliver } from '../../lib/testing.ts'
import { freePort } from '../../test/support/free-port.ts'
import {
  AUTHORITY,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from '../../test/support/server-certificates.ts'
import type { Checked } from '../interop/checks.ts'

type Done = (error?: Error | null, result?: object) => void

interface SmtpServer {
  readonly server: { address(): AddressInfo }
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
}

interface Mailbox {
  readonly port: number
  readonly mails: string[]
  /** answers all mails with this status; null = takes them */
  status: number | null
  close(): Promise<void>
}

const PASSWORD = 'S3cret/mail+word'
const ADDRESS = 'jana.probst@example.com'

/** Runs the recipe for mail against a server with STARTTLS and a login. */
export async function tryMail(folder: string, handler: HandlerDefinition): Promise<Checked[]> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), AUTHORITY])
  const mailbox = await openMailbox(folder)
  try {
    return await check(handler, mailbox)
  } finally {
    await mailbox.close()
  }
}

async function openMailbox(folder: string): Promise<Mailbox> {
  const require = createRequire(path.join(folder, 'any.js'))
  const { SMTPServer } = require('smtp-server') as { SMTPServer: new (o: object) => SmtpServer }
  const mails: string[] = []
  const server = new SMTPServer({
    ...{ key: SERVER_KEY, cert: SERVER_CERTIFICATE, authMethods: ['PLAIN'] },
    onAuth({ password }: { password: string }, _session: object, done: Done) {
      if (password === PASSWORD) done(null, { user: 'receiver' })
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }))
    },
    async onData(stream: AsyncIterable<Buffer>, _session: object, done: Done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const { status } = mailbox
      if (status !== null) {
        return done(Object.assign(new Error(`no ${ADDRESS}`), { responseCode: status }))
      }
      mails.push(Buffer.concat(chunks).toString())
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const mailbox: Mailbox = {
    port: server.server.address().port,
    mails,
    status: null,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return mailbox
}

async function check(handler: HandlerDefinition, mailbox: Mailbox): Promise<Checked[]> {
  const rows = [
    { personIdExternal: '20001', emailType: '2', emailAddress: 'old@example.com' },
    { personIdExternal: '20001', emailType: '1', emailAddress: ADDRESS, isPrimary: true },
  ]
  const run = (port = mailbox.port, password = PASSWORD, maxAttempts = 1) =>
    deliver(handler, aHire(), {
      settings: { SMTP_PORT: String(port) },
      secrets: { SMTP_PASSWORD: password },
      destinations: { successfactors: () => ({ status: 200, body: { d: { results: rows } } }) },
      maxAttempts,
    })
  const sent = await run()
  const [mail = ''] = mailbox.mails
  mailbox.status = 451
  const busy = await run()
  mailbox.status = 550
  const refused = await run()
  mailbox.status = null
  const wrong = await run(mailbox.port, 'wrong password')
  const down = await run(await freePort())
  const told = JSON.stringify([busy, refused, wrong, down].map(({ reason, log }) => [reason, log]))
  const has = (text: string) => (mail.includes(text) ? 'yes' : 'no')
  return [
    { what: 'a mail is sent', expected: 'completed', came: sent.outcome },
    { what: 'to the primary address', expected: 'yes', came: has(`To: ${ADDRESS}`) },
    { what: 'with the id of the delivery', expected: 'yes', came: has('@receiver.example.com>') },
    { what: 'status 451', expected: 'retry', came: busy.outcome },
    { what: 'status 550', expected: 'rejected', came: refused.outcome },
    {
      ...{ what: 'a wrong password', expected: 'TargetUnavailableError' },
      came: wrong.error?.name ?? '',
    },
    {
      what: 'a server that is away',
      expected: 'TargetUnavailableError',
      came: down.error?.name ?? '',
    },
    {
      what: 'address or password in log and reasons',
      expected: 'no',
      came: /jana\.probst|S3cret|wrong password/.test(told) ? 'yes' : 'no',
    },
  ]
}
