/** Words of common APIs that are not names of persons. Missing words are only masked. */
const WORDS = new Set(
  `access account accounts activate active activities address addresses admin api apis app approver
  approvers apps assignment assignments attachment attachments attribute attributes auth authorize
  badge badges batch bulk business calendar candidate candidates card cards catalog central change
  changes channel channels code codes comment comments company companies config contact contacts
  contract contracts count countries country create crm current customer customers cxf data default
  delete delta department departments device devices directory directories disable document documents
  email emails employee employees employment employments enable entitlement entitlements entity entries
  entry event events export extension external extract extract feed field fields file files filter find
  folder folders format foundation function functions graph group groups health history hire hires hook
  hooks hr hris http id identities identity idm image import index info information integration
  internal invite inventory item items job jobs key keys leave leaver leavers legal license licenses
  limit list lists location locations lock login logs mail mails manager managers mapping member members
  membership memberships message messages metadata notification notifications notify oauth object
  objects odata offset onboarding open opu order orders organization organizations organizationalunit
  organizationalunits orgs orgunit orgunits owner page parent participants partner partners password
  path payment payroll people permission permissions person persons phone phones photo ping plan plans
  policies policy position positions post preferences private profile profiles project projects
  properties property provisioning public publish query queue queues read receive record records
  reference register relationships report reports request requests reset resource resources rest result
  results role roles root rooms sap sap-client saml schedule schedules schemas scim search self send
  server service services session sessions setting settings site sites size skip soap sort source staff
  start state status subscription subscriptions successfactors suspend sync system tag tags task tasks
  team teams template templates tenant tenants termination terminations ticket tickets time times token
  token_keys tokens topic topics transaction transfer transfers type types unit units unlock update
  updates upload uploads user users usersync v validate value values version versions view views web
  webhook webhooks webservices worker workers workflow workflows workforce works write
  background_education candidates candidate country currency holidaycalendar paymentinformationv3
  paymentinformationdetailv3 picklistoption photo position todo todoentryv2 userpermissions
  userpermissionsnavigation workschedule`.split(/\s+/),
)
/** OData system options. */
const ODATA =
  /^\$(?:all|apply|batch|count|crossjoin|expand|filter|format|inlinecount|links|metadata|orderby|ref|search|select|skip|skiptoken|top|value)$/
const PATTERNS = [
  // Versions
  /^v\d{1,2}(?:\.\d{1,2}){0,2}$/i,
  /^(?:odata|oauth|api|rest|soap|scim)\d$/i,
  // Entities of SuccessFactors: EmpJob, PerPersonal, FOCompany, cust_Badge
  /^(?:Emp|Per|FO|Job|Time|Employee|Work|Pay)[A-Z][A-Za-z]{1,40}(?:V\d{1,2})?$/,
  // Services, entities and associations of S/4HANA
  /^(?:API_[A-Z][A-Z0-9_]{1,60}|(?:A|to)_[A-Z][A-Za-z]{1,60})$/,
]
const LITERAL = /(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g
const PLACEHOLDER = /\$\{[^{}]*\}/g
const OWN_WORD = /^[A-Za-z][A-Za-z_-]{1,59}$/

/** Whether a path segment is a word of an API. Other segments may be the name or id of a person. Pure. */
export function isApiPathWord(segment: string, own: ReadonlySet<string> = new Set()): boolean {
  if (segment === '' || own.has(segment) || WORDS.has(segment.toLowerCase())) return true
  return ODATA.test(segment) || PATTERNS.some((pattern) => pattern.test(segment))
}

const known = new WeakMap<object, ReadonlySet<string>>()

/** The words of path literals in a handler's code: `/badges/${id}/approver` has two. */
export function pathWordsOf(run: (...given: never[]) => unknown): ReadonlySet<string> {
  const words = known.get(run) ?? pathWordsIn(Function.prototype.toString.call(run))
  known.set(run, words)
  return words
}

function pathWordsIn(code: string): ReadonlySet<string> {
  const paths = [...code.matchAll(LITERAL)]
    .map(([, , literal = '']) => literal.replaceAll(PLACEHOLDER, '/'))
    .filter((literal) => literal.includes('/') && !/\s/.test(literal))
  return new Set(
    paths.flatMap((path) => path.split(/[/?&=(),']/)).filter((word) => OWN_WORD.test(word)),
  )
}
