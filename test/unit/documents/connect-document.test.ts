import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { connect as german } from '../../../app/monitor/src/text/de/connect.ts'
import { connect as english } from '../../../app/monitor/src/text/en/connect.ts'
import { connectorSettings } from '../../../lib/cli/connector-settings/settings.ts'

/** As the list of the Event Connector's form has it. */
const LABEL = 'OAuth2 Client Credentials Grant'

const client = {
  kind: 'xsuaa',
  tokenUrl: 'https://acme.authentication.eu10.hana.ondemand.com/oauth/token',
  clientId: 'sb-acme!t1',
  clientSecret: 'secret',
} as const

describe('the kind of authentication', () => {
  it('has the label of SuccessFactors on the page, in the tool and in the document', async () => {
    const { authentication } = connectorSettings(client, 'https://events.example.com', '/x', null)
    const page = [english.authenticationValue, german.authenticationValue]
    expect([authentication, ...page]).toEqual([LABEL, LABEL, LABEL])
    const file = new URL('../../../docs/connect-successfactors.md', import.meta.url)
    expect(await readFile(file, 'utf8')).toContain(`| Authentication | *${LABEL}* |`)
  })
})
