import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { compile } from '../../test/support/compile.ts'
import type { Checked } from '../interop/checks.ts'
import { isHeld, tableLines } from '../interop/table.ts'
import { prepareProject } from './prepare-project.ts'
import { tryAmqp, tryOutcomes } from './try-amqp.ts'
import { tryMail } from './try-mail.ts'
import { trySftp } from './try-sftp.ts'

const project = await prepareProject()
try {
  const { folder } = project
  const compiled = await compile(folder)
  const types = { what: 'the compiler', expected: '', came: compiled }
  const sftp = await trySftp(await handlerOf(folder, 'payroll-file'))
  const mail = await tryMail(folder, await handlerOf(folder, 'welcome-mail'))
  const message = await handlerOf(folder, 'hire-message')
  const amqp = await tryAmqp(folder, message)
  const outcomes = await tryOutcomes(folder, message)
  print('Types', [types])
  print('SFTP: OpenSSH', sftp)
  print('Mail: smtp-server with STARTTLS', mail)
  print('AMQP 1.0: RabbitMQ with TLS', amqp)
  print('AMQP 1.0: all outcomes, rhea as server', outcomes)
  if (![types, ...sftp, ...mail, ...amqp, ...outcomes].every(isHeld)) process.exitCode = 1
} finally {
  await project.remove()
}

function print(title: string, checked: readonly Checked[]): void {
  const shown = checked.map((one) => ({
    ...one,
    came: JSON.stringify(one.came),
    expected: JSON.stringify(one.expected),
  }))
  process.stdout.write(`${tableLines(title, shown).join('\n')}\n`)
}

async function handlerOf(folder: string, name: string): Promise<HandlerDefinition> {
  const { default: handler } = await import(pathToFileURL(path.join(folder, `${name}.ts`)).href)
  return handler
}
