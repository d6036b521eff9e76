import { ApiError } from '../api/api-error.ts'
import { addressOf, askJson, getJson } from '../api/request.ts'
import type { IdHit, Message, Page, SubjectEntry } from '../api/shapes.ts'

/** Result of a search: the one matching page, or all candidates. */
export type Found =
  | { readonly to: string }
  | { readonly employees: readonly SubjectEntry[]; readonly messages: readonly Message[] }

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const MAX_HITS = 50
/** Shorter beginnings of ids match too much. The API takes no longer ones. */
const BEGINNING = { min: 4, max: 200 }

export function canBeginId({ length }: string): boolean {
  return length >= BEGINNING.min && length <= BEGINNING.max
}

/**
 * Searches by employee key, message id, external event id, event id and correlation id; else by the
 * beginning of an id of a message.
 */
export async function find(text: string): Promise<Found> {
  if (UUID.test(text) && (await isMessage(text))) return { to: `/messages/${text.toLowerCase()}` }
  const [employees, ...lists] = await Promise.all([
    askJson<Page<SubjectEntry>>(addressOf('/subjects/search'), { key: text, limit: MAX_HITS }),
    messagesBy({ externalEventId: text }),
    messagesBy({ eventId: text }),
    messagesBy({ correlationId: text }),
  ])
  const exact = distinct(lists.flatMap(({ items }) => items))
  const isFound = employees.items.length + exact.length > 0
  const messages = isFound ? exact : await messagesByBeginning(text)
  const [employee] = employees.items
  const [message] = messages
  if (employees.items.length + messages.length === 1) {
    if (employee !== undefined) return { to: `/employees/${employee.id}` }
    if (message !== undefined) return { to: `/messages/${message.id}` }
  }
  return { employees: employees.items, messages }
}

/** In the body instead of the address, because it may be a person's key. */
function messagesBy(filter: Readonly<Record<string, string>>): Promise<Page<Message>> {
  return askJson<Page<Message>>(addressOf('/messages/search'), { ...filter, limit: MAX_HITS })
}

async function messagesByBeginning(beginning: string): Promise<Message[]> {
  if (!canBeginId(beginning)) return []
  const hits = await idsBeginningWith(beginning)
  const ids = [...new Set(hits.items.map(({ id }) => id))]
  const found = await Promise.all(ids.map((messageId) => messagesBy({ messageId })))
  return found.flatMap(({ items }) => items)
}

/** In the body, too. */
export function idsBeginningWith(
  beginning: string,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly IdHit[] }> {
  return askJson(addressOf('/messages/by-id'), { beginning }, signal)
}

async function isMessage(id: string): Promise<boolean> {
  try {
    await getJson(addressOf(`/messages/${id}`))
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false
    throw error
  }
}

function distinct(messages: readonly Message[]): Message[] {
  return [...new Map(messages.map((message) => [message.id, message])).values()]
}
