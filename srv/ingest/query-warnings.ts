import leven from 'leven'
import type { MessageWarning } from '../../lib/events/message-warning.ts'

const KNOWN = ['company', 'type', 'events', 'typeFrom', 'id', 'subject', 'wsdl']
const MAX_DISTANCE = 2
const MAX_WARNINGS = 5
const PRINTABLE = /^[A-Za-z0-9_.-]{2,40}$/

/** Warns of unknown query parameters that resemble a known one. */
export function queryWarnings(query: URLSearchParams): MessageWarning[] {
  const unknown = [...new Set(query.keys())].filter(
    (name) => !KNOWN.includes(name) && PRINTABLE.test(name),
  )
  return unknown.slice(0, MAX_WARNINGS).flatMap((parameter) => {
    const known = KNOWN.find((name) => resembles(parameter, name))
    return known === undefined ? [] : [{ code: 'query_parameter_unknown', parameter, known }]
  })
}

function resembles(name: string, known: string): boolean {
  const written = name.replaceAll(/[_.-]/g, '').toLowerCase()
  const wanted = known.toLowerCase()
  if (wanted.length < 4) return written === wanted
  return written.includes(wanted) || leven(written, wanted) <= MAX_DISTANCE
}
