import { z } from 'zod'
import { done } from '../../lib/api/actions.ts'
import { id, subjectId } from '../../lib/api/fields.ts'
import {
  erasureKeys,
  erasureReport,
  forgetBody,
  forgetting,
  legalHoldBody,
  liftLegalHoldBody,
} from '../../lib/api/forgetting.ts'
import { findErasureReport } from '../../lib/store/forget/erasure-reports.ts'
import { changeLegalHold } from '../../lib/store/forget/legal-hold.ts'
import { previewForgetting } from '../../lib/store/forget/preview-forgetting.ts'
import { type ForgetRequest, requestForgetting } from '../../lib/store/forget/request-forgetting.ts'
import { findAction } from '../../lib/store/queries/list-actions.ts'
import { listHandlers } from '../../lib/store/queries/list-handlers.ts'
import { listSubjects } from '../../lib/store/queries/list-subjects.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { conflict, notFound, RequestRefusal } from './request-refusal.ts'
import { actorOf } from './reveal.ts'
import { type Route, route } from './route.ts'

const ofSubject = {
  method: 'post',
  grant: 'Forget',
  params: z.strictObject({ id: subjectId }),
} as const

/** The erasure of one person or record, legal holds, and the signed report. */
export function forgettingRoutes(deps: OperationsDeps): Route[] {
  return [forgetRoute(deps), holdRoute(deps), liftRoute(deps), reportRoute(deps), keysRoute(deps)]
}

function forgetRoute(deps: OperationsDeps): Route {
  const { pool, onAction } = deps
  return route({
    ...ofSubject,
    path: '/subjects/{id}/actions/forget',
    summary: 'Erases one person or record: nothing readable is left, and it cannot be undone',
    body: forgetBody,
    result: forgetting,
    status: 202,
    refusals: [404, 409, 429],
    handle: async ({ params: { id }, body: { reason, dryRun }, caller }) => {
      const settings = deps.forgetting
      const preview = await previewForgetting(pool, id)
      if ('kind' in preview) throw refusal(preview)
      let actionId: string | null = null
      if (!dryRun) {
        const by = actorOf(caller)
        const request = await requestForgetting(pool, by, id, reason, settings.maxPerHour)
        if (request.kind !== 'started') throw refusal(request)
        actionId = request.actionId
        onAction()
      }
      const now = deps.now()
      return {
        ...preview,
        actionId,
        handlersTold: await handlersToNotify(deps),
        keptUntil: new Date(now + settings.keptMs),
        backupsUntil: new Date(now + settings.backupMs),
        backupsReadable: settings.custody === 'event-database',
      }
    },
  })
}

async function handlersToNotify({ pool }: OperationsDeps): Promise<string[]> {
  const handlers = await listHandlers(pool)
  return handlers
    .filter(({ definition, retiredAt }) => retiredAt === null && isNotified(definition))
    .map(({ name }) => name)
}

function isNotified(definition: unknown): boolean {
  return (definition as { readonly onForgotten?: boolean } | null)?.onForgotten === true
}

function holdRoute({ pool }: OperationsDeps): Route {
  return route({
    ...ofSubject,
    path: '/subjects/{id}/actions/legal-hold',
    summary: 'Places a legal hold: the subject cannot be forgotten until the hold is lifted',
    body: legalHoldBody,
    result: done,
    refusals: [404, 409],
    handle: async ({ params: { id }, body: { reason }, caller }) => {
      await known(pool, id)
      const actionId = await changeLegalHold(pool, actorOf(caller), 'legal-hold', id, reason)
      if (actionId === null) throw conflict('legal_hold_exists')
      return { actionId, result: 'done' as const }
    },
  })
}

function liftRoute({ pool }: OperationsDeps): Route {
  return route({
    ...ofSubject,
    path: '/subjects/{id}/actions/lift-legal-hold',
    summary: 'Lifts a legal hold',
    body: liftLegalHoldBody,
    result: done,
    refusals: [404, 409],
    handle: async ({ params: { id }, body: { reason }, caller }) => {
      await known(pool, id)
      const actionId = await changeLegalHold(pool, actorOf(caller), 'lift-legal-hold', id, reason)
      if (actionId === null) throw conflict('no_legal_hold')
      return { actionId, result: 'done' as const }
    },
  })
}

function reportRoute({ pool }: OperationsDeps): Route {
  return route({
    method: 'get',
    path: '/actions/{id}/report',
    summary: 'The signed report of an erasure, without personal data',
    grant: 'Monitor',
    params: z.strictObject({ id }),
    result: erasureReport,
    refusals: [404, 409],
    handle: async ({ params: { id } }) => {
      const report = await findErasureReport(pool, id)
      if (report !== null) return { report }
      const action = await findAction(pool, id)
      if (action?.kind !== 'forget') throw notFound('an erasure')
      throw conflict('report_pending')
    },
  })
}

function keysRoute(deps: OperationsDeps): Route {
  return route({
    method: 'get',
    path: '/erasure-keys',
    summary: 'The public keys that check reports of erasures: save them with the first report',
    grant: 'Monitor',
    result: erasureKeys,
    handle: async () => deps.forgetting.reportKeys as z.output<typeof erasureKeys>,
  })
}

async function known(pool: OperationsDeps['pool'], id: string): Promise<void> {
  const { items } = await listSubjects(pool, { id }, { after: null, limit: 1 })
  if (items.length === 0) throw notFound('a subject')
}

function refusal(request: Exclude<ForgetRequest, { kind: 'started' }>): RequestRefusal {
  switch (request.kind) {
    case 'not_found':
      return notFound('a subject')
    case 'legal_hold':
      return new RequestRefusal(
        409,
        'legal_hold',
        `expected a subject without a legal hold, this one has one (${request.reason}): lift it first`,
      )
    case 'forget_limit': {
      const seconds = Math.ceil(request.retryAfterMs / 1_000)
      return new RequestRefusal(
        429,
        'forget_limit',
        `expected fewer erasures within an hour: try again in ${seconds} s, or raise FORGET_PER_HOUR`,
        undefined,
        seconds,
      )
    }
    default:
      return conflict(request.kind)
  }
}
