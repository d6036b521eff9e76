import type { Caller } from '../../lib/auth/caller.ts'
import { requireGrant } from '../../lib/auth/grants.ts'
import { requireEventHub } from '../../lib/auth/tokens/event-hub-caller.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { Config } from '../../lib/config/config.ts'
import type { AnswerTemplate } from '../../lib/events/answer-template.ts'

/** An address that takes events, and its rules. */
export interface Door {
  /** as configured, without a company */
  readonly path: string
  /** @throws ReceiverError with an AuthErrorCode if the caller may not send events here */
  readonly admit: (caller: Caller) => void
  readonly isEventHub: boolean
  /** answer to accepted messages of callers without an own answer; null = the contract's answer */
  readonly answer: AnswerTemplate | null
}

/**
 * The configured addresses, and Event Hub's if it is bound. Longer paths come first: otherwise the
 * last segment of a nested path would be read as a company.
 */
export function doorsOf(
  { ingestPaths, eventHub }: Pick<Config, 'ingestPaths' | 'eventHub'>,
  issuers: readonly TrustedIssuer[],
): Door[] {
  const own = ingestPaths.map((path) => ({
    path,
    admit: (caller: Caller) => requireGrant(caller, 'Ingest'),
    isEventHub: false,
    answer: null,
  }))
  if (eventHub === null) return longestFirst(own)
  const { path, clientId } = eventHub
  const cloudIdentity = issuers.filter(({ kind }) => kind === 'ias').map((one) => one.issuers[0])
  const hub = {
    path,
    admit: (caller: Caller) => requireEventHub(caller, clientId, cloudIdentity),
    isEventHub: true,
    answer: { json: { message: 'OK', messageId: '{{messageId}}' } },
  }
  return longestFirst([...own, hub])
}

function longestFirst(doors: readonly Door[]): Door[] {
  return doors.toSorted((one, other) => other.path.length - one.path.length)
}
