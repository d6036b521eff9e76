import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'

const URL = 'https://ans.example.com/cf/producer/v1/resource-events'
const client = { ALERT_WEBHOOK_CLIENT_ID: 'id', ALERT_WEBHOOK_CLIENT_SECRET: 'hidden' }
const authOf = (more: Record<string, string>) =>
  readConfig({ ALERT_WEBHOOK_URL: URL, ...more }).alerts.webhook?.auth

describe('the configuration of alerts', () => {
  it('has no webhook by default, and reports three days of silence by default', () => {
    expect(readConfig({}).alerts).toEqual({
      webhook: null,
      silenceMs: 72 * 3_600_000,
      senderSilenceMs: 15 * 60_000,
    })
    expect(readConfig({ ALERT_SILENCE_HOURS: '0' }).alerts.silenceMs).toBeNull()
    expect(readConfig({ ALERT_SILENCE_HOURS: '36' }).alerts.silenceMs).toBe(36 * 3_600_000)
  })

  it('authenticates as configured: not at all, by a token, by Basic, by its own token', () => {
    expect(authOf({})).toEqual({ kind: 'none' })
    expect(authOf({ ALERT_WEBHOOK_TOKEN: 't' })).toEqual({ kind: 'bearer', token: 't' })
    const basic = { clientId: 'id', clientSecret: 'hidden' }
    expect(authOf(client)).toEqual({ kind: 'basic', ...basic })
    // As SAP's service keys have it.
    const oauth = 'https://sub.authentication.eu10.hana.ondemand.com/oauth/token'
    const keyed = { ...client, ALERT_WEBHOOK_TOKEN_URL: `${oauth}?grant_type=client_credentials` }
    expect(authOf(keyed)).toEqual({ kind: 'client-credentials', tokenUrl: oauth, ...basic })
  })

  it.each([
    ['plain http elsewhere', { ALERT_WEBHOOK_URL: 'http://ans.example.com/hidden' }],
    ['a newline in the address', { ALERT_WEBHOOK_URL: 'https://ans.\nhidden.example.com' }],
    ['no address', { ALERT_WEBHOOK_URL: 'hidden' }],
    ['a user in the address', { ALERT_WEBHOOK_URL: 'https://u:hidden@ans.example.com' }],
    [
      'a token address in plain http',
      { ...client, ALERT_WEBHOOK_URL: URL, ALERT_WEBHOOK_TOKEN_URL: 'http://hidden.example.com' },
    ],
    ['half a client', { ALERT_WEBHOOK_URL: URL, ALERT_WEBHOOK_CLIENT_SECRET: 'hidden' }],
    ['two kinds of proof', { ...client, ALERT_WEBHOOK_URL: URL, ALERT_WEBHOOK_TOKEN: 'hidden' }],
    ['a proof for nobody', client],
  ])('refuses %s and repeats no value', (_what, variables) => {
    expect(() => readConfig(variables)).toThrow(/ALERT_WEBHOOK_/)
    expect(() => readConfig(variables)).not.toThrow(/hidden/)
  })

  it('takes plain http for this machine', () => {
    const { webhook } = readConfig({ ALERT_WEBHOOK_URL: 'http://localhost:9/x' }).alerts
    expect(webhook?.url).toBe('http://localhost:9/x')
  })
})
