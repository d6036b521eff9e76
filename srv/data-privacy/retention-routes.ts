import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { findEmployees } from '../../lib/store/forget/employees.ts'
import type { OperationsDeps } from '../operations/operations-deps.ts'
import { notFound } from '../operations/request-refusal.ts'
import { actorOf } from '../operations/reveal.ts'
import { NO_CONTENT, type Route, route } from '../operations/route.ts'
import { blockUntil, destroyDue } from './due-destructions.ts'
import { confirmedAtEnd, personsAtEnd, reasonToKeep } from './end-of-purpose.ts'
import { describeIlmObjects, ILM_OBJECT, TEXT_FILES, textFile } from './ilm-object.ts'
import * as bodies from './retention-bodies.ts'

const anyQuery = z.looseObject({})
const rule = { grant: 'Retention', query: anyQuery, result: z.unknown() } as const
const get = { ...rule, method: 'get' } as const
const post = { ...rule, method: 'post' } as const

/** The retention actions that SAP Data Privacy Integration calls. */
export function retentionRoutes(deps: OperationsDeps): Route[] {
  return [...discovery(deps), ...ofOnePerson(deps), ...blockingRoutes(deps), ...ofMany(deps)]
}

function discovery(deps: OperationsDeps): Route[] {
  return [
    route({
      ...get,
      path: '/iLMObjects',
      summary: 'The objects whose retention is managed',
      handle: async () => describeIlmObjects(deps.installation.origin),
    }),
    route({
      ...get,
      path: `/iLMObjects/${ILM_OBJECT}/isILMObjectEnabled`,
      summary: 'Whether the object is managed',
      handle: async () => ({ isILMObjectEnabled: true }),
    }),
    route({
      ...get,
      path: '/i18n-files',
      summary: 'The files with texts',
      handle: async () => TEXT_FILES.map((file) => ({ file })),
    }),
    route({
      ...get,
      path: '/i18n-files/{file}',
      summary: 'A file with texts',
      params: z.strictObject({ file: text(100) }),
      result: null,
      handle: async ({ params: { file } }) => {
        const found = textFile(file)
        if (found === null) throw notFound('a file with texts')
        return { bytes: Buffer.from(found), fileName: file, type: 'text/plain' }
      },
    }),
  ]
}

function ofOnePerson({ pool }: OperationsDeps): Route[] {
  return [
    route({
      ...post,
      path: '/dataSubjectEndOfBusiness',
      summary: 'Whether the purpose of the data has ended',
      body: bodies.endOfBusiness,
      handle: async ({ body: { dataSubjectId } }) => {
        const employees = await findEmployees(pool, dataSubjectId)
        if (employees.length === 0) return NO_CONTENT
        const reason = reasonToKeep(employees)
        return { dataSubjectExpired: reason === null, dataSubjectNotExpiredReason: reason ?? '' }
      },
    }),
    route({
      ...post,
      path: '/dataSubjectOrganizationAttributeValues',
      summary: 'The companies of a person',
      body: bodies.organizationValues,
      handle: async ({ body: { dataSubjectId } }) => {
        const employees = await findEmployees(pool, dataSubjectId)
        const companies = new Set(employees.flatMap(({ company }) => company ?? []))
        if (companies.size === 0) return NO_CONTENT
        return [...companies].map((organizationAttributeValue) => ({ organizationAttributeValue }))
      },
    }),
    route({
      ...post,
      path: '/dataSubjectLatestRetentionStartDates',
      summary: 'When the retention of a person began',
      body: bodies.startDates,
      handle: async ({ body: { dataSubjectId, organizationAttributeValue, retentionSet } }) => {
        const employees = await findEmployees(pool, dataSubjectId, [organizationAttributeValue])
        const times = employees.flatMap(({ lastEventAt }) => lastEventAt?.getTime() ?? [])
        if (times.length === 0) return NO_CONTENT
        const retentionStartDate = new Date(Math.max(...times)).toISOString().slice(0, 19)
        return retentionSet.map(({ retentionSetId }) => ({ retentionSetId, retentionStartDate }))
      },
    }),
  ]
}

function blockingRoutes(deps: OperationsDeps): Route[] {
  const block = (path: string, body: typeof bodies.blocking | typeof bodies.objectBlocking) =>
    route({
      ...post,
      path,
      summary: 'Blocks the data of a person until it is destroyed',
      body: body as typeof bodies.blocking,
      handle: async ({ body: { dataSubjectId, maxDeletionDate }, caller }) => {
        const employees = await findEmployees(deps.pool, dataSubjectId)
        if (employees.length === 0) return NO_CONTENT
        const ids = employees.map(({ id }) => id)
        return blockUntil(deps, actorOf(caller), ids, maxDeletionDate)
      },
    })
  return [
    block('/dataSubjectILMObjectInstanceBlocking', bodies.objectBlocking),
    block('/dataSubjectBlocking', bodies.blocking),
    route({
      ...post,
      path: '/dataSubjectBlockingAsyncCallback',
      summary: 'Accepts the end of a request; ours are answered at once',
      body: bodies.asyncCallback,
      handle: async () => NO_CONTENT,
    }),
    route({
      ...post,
      path: '/dataSubjectsILMObjectInstancesDestroying',
      summary: 'Erases blocked persons whose retention has ended',
      body: bodies.objectDestroying,
      status: 202,
      handle: async ({ caller }) => ({ started: await destroyDue(deps, actorOf(caller)) }),
    }),
    route({
      ...post,
      path: '/dataSubjectsDestroying',
      summary: 'Erases blocked persons whose retention has ended',
      body: bodies.destroying,
      handle: async ({ caller }) => {
        const started = await destroyDue(deps, actorOf(caller))
        return started === 0 ? NO_CONTENT : `Destroying ${started} data subjects`
      },
    }),
  ]
}

function ofMany(deps: OperationsDeps): Route[] {
  return [
    route({
      ...post,
      path: '/dataSubjectsEndOfResidence',
      summary: 'Persons at the end of their residence',
      body: bodies.endOfResidence,
      handle: async ({ body: { referenceDates }, caller }) => ({
        success: await personsAtEnd(deps, actorOf(caller), referenceDates),
        nonConfirmCondition: [],
      }),
    }),
    route({
      ...post,
      path: '/dataSubjectsEndOfResidenceConfirmation',
      summary: 'Which of the given persons are at the end of their residence',
      body: bodies.confirmation,
      handle: async ({ body: { dataSubjects, referenceDates } }) =>
        confirmedAtEnd(deps, dataSubjects, referenceDates),
    }),
  ]
}
