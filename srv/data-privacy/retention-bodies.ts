import { z } from 'zod'
import { text } from '../../lib/api/fields.ts'
import { ILM_OBJECT, ORGANIZATION, REFERENCE_DATE, ROLE } from './ilm-object.ts'
import { readDate } from './read-date.ts'

// Further fields are ignored: the service adds some with its versions.

const role = z.literal(ROLE, `expected the role ${ROLE}`)
const object = z.literal(ILM_OBJECT, `expected the object ${ILM_OBJECT}`)
const personId = text(400)
const organization = z.literal(ORGANIZATION, `expected the attribute ${ORGANIZATION}`)
const referenceDate = z.literal(REFERENCE_DATE, `expected the date ${REFERENCE_DATE}`)
const date = z
  .string()
  .max(100)
  .transform((value, context) => {
    const read = readDate(value)
    if (read !== null) return read
    context.issues.push({
      code: 'custom',
      message: 'expected a date such as 2027-04-04 or 2027-04-04T22:00:00',
      input: undefined,
    })
    return z.NEVER
  })

const ofSubject = { dataSubjectRoleName: role, dataSubjectId: personId }

export const endOfBusiness = z.object({ ...ofSubject, iLMObjectName: object })

export const organizationValues = z.object({
  ...ofSubject,
  iLMObjectName: object,
  organizationAttributeName: organization,
})

export const startDates = z.object({
  ...ofSubject,
  iLMObjectName: object,
  organizationAttributeName: organization,
  organizationAttributeValue: text(),
  referenceDateName: referenceDate,
  retentionSet: z.array(z.object({ retentionSetId: text() })).max(100),
})

export const blocking = z.object({ ...ofSubject, maxDeletionDate: date })

export const objectBlocking = z.object({
  ...ofSubject,
  iLMObjectName: object,
  maxDeletionDate: date,
})

export const destroying = z.object({ dataSubjectRoleName: role })

export const objectDestroying = z.object({ dataSubjectRoleName: role, iLMObjectName: object })

const referenceDates = z
  .array(
    z.object({
      referenceDateName: referenceDate,
      organizationAttributeResidenceSet: z
        .array(
          z.object({
            organizationAttributeName: organization,
            organizationAttributeValue: text(),
            residenceSet: z
              .array(z.object({ retentionStartDate: date }))
              .min(1)
              .max(100),
          }),
        )
        .max(100),
    }),
  )
  .max(10)

export type ReferenceDates = z.output<typeof referenceDates>

export const endOfResidence = z.object({
  dataSubjectRoleName: role,
  iLMObjectName: object,
  referenceDates,
})

export const confirmation = z.object({
  dataSubjectRoleName: role,
  iLMObjectName: object,
  dataSubjects: z.array(z.object({ dataSubjectId: personId })).max(1_000),
  referenceDates,
})

/** The end of a request that the caller carried out later. Ours are answered at once. */
export const asyncCallback = z.object({
  requestId: text(),
  status: text(),
  message: z.string().max(2_000).optional(),
  requestType: text().optional(),
})
