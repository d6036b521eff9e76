/** `accounts`, `API_BUSINESS_PARTNER`, `$batch`: letters, and nothing that names and ids have. */
const WORD = /^\$?[A-Za-z][A-Za-z_-]{0,59}$/
/** Words with a number that says which version it is. */
const VERSION = /^(?:v\d{1,2}(?:\.\d{1,2}){0,2}|(?:odata|oauth|api|rest|soap|scim)\d)$/i
const VERSIONED = /^[A-Z][A-Za-z_]*V\d{1,2}$/

/** What stands behind one of these is one of them: a plural, and what systems have people under. */
const PLURAL = /[a-z][^s]s$/i
const OF_PEOPLE = new Set([
  'account',
  'candidate',
  'contact',
  'customer',
  'employee',
  'identity',
  'manager',
  'member',
  'partner',
  'people',
  'person',
  'profile',
  'staff',
  'user',
  'worker',
])
/** Plurals by their form alone. */
const NO_COLLECTION = new Set(['apis', 'services', 'successfactors', 'webservices'])

/**
 * Whether a segment of a path is a word of the API, and no name or id. It rather takes a word for an
 * id: a word that is missing in the monitor does less harm than a person who stands there. Pure.
 * @param before the segment before it
 */
export function isOfTheApi(segment: string, before = ''): boolean {
  if (segment === '' || segment.startsWith('$')) return segment === '' || WORD.test(segment)
  if (VERSION.test(segment)) return true
  if (isCollection(before)) return false
  return WORD.test(segment) || VERSIONED.test(segment)
}

function isCollection(segment: string): boolean {
  const word = segment.toLowerCase()
  if (NO_COLLECTION.has(word) || !WORD.test(segment)) return false
  return PLURAL.test(segment) || OF_PEOPLE.has(word)
}
