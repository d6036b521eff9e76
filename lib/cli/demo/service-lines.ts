import { existsSync } from 'node:fs'
import path from 'node:path'
import { secretFileOf } from '../../local/authorization-server/kept-secrets.ts'
import { shortPath } from '../files/new-files.ts'
import type { DemoService } from './demo-service.ts'

/** The started parts and their addresses. */
export function serviceLines({ config, url, logFile, successfactors }: DemoService): string[] {
  const { local, handlersDir, database } = config
  const rows = [
    ['database', database === null ? `PostgreSQL in ${shortPath(local.dataDir)}` : 'DATABASE_URL'],
    ['authorization server', new URL(successfactors.tokenUrl).origin],
    ['service', `${url}, its log in ${shortPath(logFile)}`],
  ]
  if (existsSync(path.join(handlersDir, 'directory-account.ts'))) {
    rows.push([
      'directory',
      `http://localhost:${local.directoryPort}, it fails now and then on purpose`,
    ])
  }
  return aligned(rows)
}

/** Where to see the effects of the example handler. */
export function effectLines({ config }: DemoService): string[] {
  const { local, handlersDir } = config
  if (!existsSync(path.join(handlersDir, 'directory-account.ts'))) return []
  const address = `http://localhost:${local.directoryPort}/accounts`
  return ['Effects of the handler', '', ...aligned([['directory-account', address]]), '']
}

/** The settings of an event connector. */
export function settingLines({ endpointUrl, successfactors }: DemoService): string[] {
  return [
    'Settings of an event connector in SuccessFactors',
    '',
    ...aligned([
      ['Endpoint URL', endpointUrl],
      ['Authentication', 'OAuth 2.0, client credentials'],
      ['Token URL', successfactors.tokenUrl],
      ['Client ID', successfactors.clientId],
      ['Client secret', successfactors.clientSecret],
    ]),
    '',
    '  SuccessFactors itself needs https addresses on port 443 that it can reach; from this machine',
    '  these work as they are.',
  ]
}

/** The monitor and its login. */
export function pageLines({ url, config }: DemoService): string[] {
  const { dataDir, operatorSecret } = config.local
  const file = secretFileOf(dataDir, 'operator')
  return [
    'The monitor',
    '',
    ...aligned([
      ['Address', `${url}/monitor/`],
      ['User', 'operator'],
      ['Password', operatorSecret === null ? `in ${shortPath(file)}` : 'LOCAL_OPERATOR_SECRET'],
    ]),
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([name = '']) => name.length))
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}   ${value}`)
}
