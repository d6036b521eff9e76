import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { aHire, deliver } from '../../lib/testing.ts'
import type { Checked } from '../interop/checks.ts'
import { type SftpServer, startSshd } from './start-sshd.ts'

/** Runs the recipe for files against OpenSSH. */
export async function trySftp(handler: HandlerDefinition): Promise<Checked[]> {
  const server = await startSshd()
  try {
    return await check(handler, server)
  } finally {
    await server.stop()
  }
}

async function check(handler: HandlerDefinition, server: SftpServer): Promise<Checked[]> {
  const { port, user, key, hostKey, upload } = server
  const run = (settings: Readonly<Record<string, string>> = {}, secrets = { SFTP_KEY: key }) =>
    deliver(handler, aHire(), {
      settings: {
        ...{ SFTP_HOST: '127.0.0.1', SFTP_PORT: String(port), SFTP_USER: user },
        ...{ SFTP_FOLDER: upload, SFTP_HOST_KEY: hostKey, ...settings },
      },
      secrets,
      maxAttempts: 1,
    })
  const first = await run()
  const second = await run()
  const files = await readdir(upload)
  const text = await readFile(path.join(upload, files[0] ?? ''), 'utf8')
  const stranger = await run({ SFTP_HOST_KEY: 'SHA256:another' })
  const [, wrong = ''] = key.split('\n')
  const refused = await run({}, { SFTP_KEY: key.replace(wrong, 'A'.repeat(wrong.length)) })
  const down = await run({ SFTP_PORT: '1' })
  return [
    { what: 'a file is written', expected: 'completed', came: first.outcome },
    { what: 'a second attempt', expected: 'completed', came: second.outcome },
    { what: 'files after both', expected: '1', came: String(files.length) },
    { what: 'its content', expected: '20001;2026-01-01\n', came: text },
    { what: 'another host key', expected: 'retry', came: stranger.outcome },
    { what: 'a key that is none', expected: 'retry', came: refused.outcome },
    { what: 'a server that is away', expected: 'retry', came: down.outcome },
    {
      what: 'the key in log and reasons',
      expected: 'no',
      came: JSON.stringify(
        [first, stranger, refused].map(({ reason, log }) => [reason, log]),
      ).includes(wrong)
        ? 'yes'
        : 'no',
    },
  ]
}
