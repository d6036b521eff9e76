import type { Request, Response } from 'express'
import { requireGrant } from '../../lib/auth/grants.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { ReceiverError } from '../../lib/errors.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import type { DurabilityRisk } from '../../lib/states.ts'

import { answerError } from '../http/answer-error.ts'
import { callerOf } from '../http/authorization.ts'
import { callRecordOf } from '../http/call-record.ts'
import { noteRefusal } from '../http/refusals.ts'

/** Liveness asks neither database nor issuer: their outage must not restart the process. */
export function live(_request: Request, response: Response): void {
  response.json({ status: 'UP' })
}

/**
 * Ready = the database accepts writes, recordings do not fail because of it, and no stop is in progress.
 * Durability risks are only reported.
 */
export function ready(
  isReady: () => Promise<boolean>,
  durabilityRisks: () => readonly DurabilityRisk[],
) {
  return async (_request: Request, response: Response): Promise<void> => {
    const up = await isReady()
    const risks = durabilityRisks()
    const detail = risks.length === 0 ? {} : { detail: { durability: risks } }
    response.status(up ? 200 : 503).json({ status: up ? 'UP' : 'OUT_OF_SERVICE', ...detail })
  }
}

/** Metrics in Prometheus' text format. Needs the grant Monitor. */
export function metricsRoute(authenticator: Authenticator, metrics: Metrics) {
  return async (request: Request, response: Response): Promise<void> => {
    const record = callRecordOf(response)
    try {
      const caller = await callerOf(authenticator, request)
      record.caller = caller
      requireGrant(caller, 'Monitor')
    } catch (error) {
      if (!(error instanceof ReceiverError)) throw error
      const { caller } = record
      const scopes = caller === null ? [] : authenticator.scopesFor(caller, 'Monitor')
      noteRefusal(response, error, scopes)
      answerError(response, error, { contentType: 'application/json', messageId: null, scopes })
      return
    }
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  }
}
