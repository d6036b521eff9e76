/** The one kind of data that SAP Data Privacy Integration manages here. */
export const ILM_OBJECT = 'EmployeeEvents'
export const ROLE = 'Employee'
/** The company is the organization that is responsible. */
export const ORGANIZATION = 'company'
export const REFERENCE_DATE = 'lastEventAt'
export const BASE_PATH = '/dpp/retention'

const TEXTS = {
  en: {
    EmployeeEvents: 'Events of employees from SuccessFactors',
    lastEventAt: 'Receipt of the last event',
    Employee: 'Employee',
    company: 'SuccessFactors company',
  },
  de: {
    EmployeeEvents: 'Ereignisse von Mitarbeitern aus SuccessFactors',
    lastEventAt: 'Eingang des letzten Ereignisses',
    Employee: 'Mitarbeiter',
    company: 'SuccessFactors-Firma',
  },
} as const

/** The list of ILM objects, with the paths of their actions. */
export function describeIlmObjects(origin: string) {
  const path = (name: string) => `${BASE_PATH}/${name}`
  return [
    {
      iLMObjectName: ILM_OBJECT,
      iLMObjectType: 'Transaction',
      iLMObjectDescription: TEXTS.en.EmployeeEvents,
      iLMObjectDescriptionKey: ILM_OBJECT,
      iLMObjectBaseURL: origin,
      iLMObjectCheckEndPoint: path(`iLMObjects/${ILM_OBJECT}/isILMObjectEnabled`),
      organizationAttributeName: ORGANIZATION,
      referenceDates: [
        {
          referenceDateName: REFERENCE_DATE,
          referenceDateDescription: TEXTS.en.lastEventAt,
          referenceDateDescriptionKey: REFERENCE_DATE,
        },
      ],
      dataSubjectBlockingConfiguration: {
        dataSubjectEndOfBusinessEndPoint: path('dataSubjectEndOfBusiness'),
        dataSubjectOrganizationAttributesEndPoint: path('dataSubjectOrganizationAttributeValues'),
        dataSubjectLastRetentionStartDatesEndPoint: path('dataSubjectLatestRetentionStartDates'),
        dataSubjectsEndOfResidenceEndPoint: path('dataSubjectsEndOfResidence'),
        dataSubjectsEndOfResidenceConfirmationEndPoint: path(
          'dataSubjectsEndOfResidenceConfirmation',
        ),
        dataSubjectILMObjectBlockingEndPoint: path('dataSubjectILMObjectInstanceBlocking'),
        dataSubjectsILMObjectDestroyingEndPoint: path('dataSubjectsILMObjectInstancesDestroying'),
      },
      dataSubjectRoles: [{ dataSubjectRoleName: ROLE }],
    },
  ]
}

const FILES = {
  'i18n.properties': 'en',
  'i18n_en.properties': 'en',
  'i18n_de.properties': 'de',
} as const

/** The names of the files with the texts. */
export const TEXT_FILES = Object.keys(FILES)

/** A file with the texts of a language; null = there is none. */
export function textFile(name: string): string | null {
  if (!Object.hasOwn(FILES, name)) return null
  const texts = TEXTS[FILES[name as keyof typeof FILES]]
  return Object.entries(texts)
    .map(([key, text]) => `${key}=${text}\n`)
    .join('')
}
