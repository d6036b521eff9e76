import { isSafeAddress } from '../http/safe-address.ts'
import type { Environment } from './environment-schema.ts'

export interface AlertConfig {
  /** null = no webhook; alerts are counted and logged */
  readonly webhook: WebhookConfig | null
  /**
   * silence that opens an alert (ms); null = never. The default is half of the six days of failures
   * after which SAP deactivates a sender (KBA 3695024; inferred for connectors).
   */
  readonly silenceMs: number | null
  /** silence of the selected sender, while others send, that opens an alert (ms) */
  readonly senderSilenceMs: number
}

export interface WebhookConfig {
  readonly url: string
  readonly auth: WebhookAuth
}

export type WebhookAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly kind: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
    }

type AlertVariables = Pick<
  Environment,
  | 'ALERT_WEBHOOK_URL'
  | 'ALERT_WEBHOOK_TOKEN'
  | 'ALERT_WEBHOOK_TOKEN_URL'
  | 'ALERT_WEBHOOK_CLIENT_ID'
  | 'ALERT_WEBHOOK_CLIENT_SECRET'
  | 'ALERT_SILENCE_HOURS'
  | 'SENDER_SILENCE_MINUTES'
>

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const NO_ALERTS: AlertConfig = { webhook: null, silenceMs: null, senderSilenceMs: MINUTE_MS }

/** Reads the alert settings; mistakes contain no values. Pure. */
export function readAlerts(given: AlertVariables | null): {
  alerts: AlertConfig
  mistakes: string[]
} {
  if (given === null) return { alerts: NO_ALERTS, mistakes: [] }
  const { ALERT_WEBHOOK_URL: url, ALERT_SILENCE_HOURS: hours } = given
  const auth = authOf(given)
  const mistakes = [
    ...addressMistakes('ALERT_WEBHOOK_URL', url),
    ...addressMistakes('ALERT_WEBHOOK_TOKEN_URL', given.ALERT_WEBHOOK_TOKEN_URL),
    ...(typeof auth === 'string' ? [auth] : []),
    ...(typeof auth !== 'string' && auth.kind !== 'none' && url === undefined
      ? ['ALERT_WEBHOOK_URL: expected the address that the credentials are for']
      : []),
  ]
  const silenceMs = hours === 0 ? null : hours * HOUR_MS
  const webhook = url === undefined || typeof auth === 'string' ? null : { url, auth }
  const senderSilenceMs = given.SENDER_SILENCE_MINUTES * MINUTE_MS
  return { alerts: { webhook, silenceMs, senderSilenceMs }, mistakes }
}

function authOf({
  ALERT_WEBHOOK_TOKEN: token,
  ALERT_WEBHOOK_TOKEN_URL: tokenUrl,
  ALERT_WEBHOOK_CLIENT_ID: clientId,
  ALERT_WEBHOOK_CLIENT_SECRET: clientSecret,
}: AlertVariables): WebhookAuth | string {
  if (token !== undefined) {
    if (tokenUrl ?? clientId ?? clientSecret) {
      return 'ALERT_WEBHOOK_TOKEN: expected a token or a client, got both'
    }
    return { kind: 'bearer', token }
  }
  if (clientId === undefined || clientSecret === undefined) {
    if (tokenUrl ?? clientId ?? clientSecret) {
      return 'ALERT_WEBHOOK_CLIENT_ID: expected it together with ALERT_WEBHOOK_CLIENT_SECRET'
    }
    return { kind: 'none' }
  }
  if (tokenUrl === undefined) return { kind: 'basic', clientId, clientSecret }
  return { kind: 'client-credentials', tokenUrl: withoutQuery(tokenUrl), clientId, clientSecret }
}

/** SAP's service keys append `?grant_type=client_credentials`, which the body contains anyway. */
function withoutQuery(text: string): string {
  if (!URL.canParse(text)) return text
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname}`
}

function addressMistakes(name: string, text: string | undefined): string[] {
  if (text === undefined || isSafeAddress(text)) return []
  return [`${name}: expected https and an address without a user; plain http only for this machine`]
}
