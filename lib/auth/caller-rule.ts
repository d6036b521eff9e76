import { ReceiverError } from '../errors.ts'
import type { AnswerTemplate } from '../events/answer-template.ts'
import type { RecordPlaces } from '../events/records/place.ts'
import type { Caller } from './caller.ts'
import { quoted } from './printable.ts'

/** The rule of one client in CALLERS. A client without a rule has no name and no limits. */
export interface CallerRule {
  readonly clientId: string
  /** null = any issuer */
  readonly issuer: string | null
  /** display name; null = the client id */
  readonly name: string | null
  /** the only company whose events it may send; null = the company of the URL */
  readonly company: string | null
  /** the only paths that it may call; null = all */
  readonly paths: readonly string[] | null
  /** event type of bodies without a type; null = the type of the URL */
  readonly type?: string | null
  /** places of events, type, id and subject in its bodies; null = found by rule, or in the URL */
  readonly places?: RecordPlaces | null
  /** its own answer to accepted messages; null = the answer of the contract */
  readonly answer?: AnswerTemplate | null
  /** the answer to an undecodable body: a fault, or a success with an error code in its body */
  readonly undecodable: 'fault' | 'accept'
}

/** Properties of a call whose caller is known. */
export interface AdmittedCall {
  readonly name: string | null
  readonly company: string | null
  readonly type: string | null
  readonly places: RecordPlaces | null
  readonly answer: AnswerTemplate | null
  readonly undecodable: CallerRule['undecodable']
}

/**
 * Checks a call against the rule of its client. Other clients cannot send events of a company that
 * a rule binds.
 * @param path as configured, without the company
 * @throws ReceiverError caller_company, caller_path
 */
export function admitCall(
  rules: readonly CallerRule[],
  caller: Caller,
  path: string,
  company: string | null,
): AdmittedCall {
  const rule = rules.find((one) => isOf(one, caller))
  if (rule?.paths != null && !rule.paths.includes(path)) {
    throw new ReceiverError(
      'caller_path',
      `Expected a call of ${rule.paths.join(' or ')}, client ${quoted(caller.clientId)} called another path. Correct the endpoint URL of its event connector, or its paths in CALLERS.`,
    )
  }
  const bound = rule?.company ?? null
  if (bound !== null && company !== null && company !== bound) {
    throw wrongCompany(caller, `events of company ${bound}`)
  }
  const lowered = company?.toLowerCase()
  const isForeign =
    lowered !== undefined &&
    bound === null &&
    rules.some((one) => one.company?.toLowerCase() === lowered)
  if (isForeign) throw wrongCompany(caller, 'a company that is bound to no other client')
  return {
    name: rule?.name ?? null,
    company: bound ?? company,
    type: rule?.type ?? null,
    places: rule?.places ?? null,
    answer: rule?.answer ?? null,
    undecodable: rule?.undecodable ?? 'fault',
  }
}

function isOf({ clientId, issuer }: CallerRule, caller: Caller): boolean {
  return clientId === caller.clientId && (issuer === null || issuer === caller.issuer)
}

function wrongCompany(caller: Caller, expected: string): ReceiverError {
  return new ReceiverError(
    'caller_company',
    `Expected ${expected}, client ${quoted(caller.clientId)} called the address of another one. Correct the company in the endpoint URL of its event connector, or its company in CALLERS.`,
  )
}
