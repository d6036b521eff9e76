import { ReceiverError } from '../errors.ts'
import type { AnswerTemplate } from '../events/answer-template.ts'
import type { RecordPlaces } from '../events/records/place.ts'
import type { Caller } from './caller.ts'
import { quoted } from './printable.ts'

/** What one client is and may send. A client without a rule is named by its id and bound to nothing. */
export interface CallerRule {
  readonly clientId: string
  /** as the issuer's entry names it; null = of any issuer */
  readonly issuer: string | null
  /** what people call it; null = its client id */
  readonly name: string | null
  /** the only company that it sends events of; null = what the address names */
  readonly company: string | null
  /** the only paths that it may call; null = all */
  readonly paths: readonly string[] | null
  /** event type of its bodies that do not name one; null = what the address says */
  readonly type?: string | null
  /** where events, type, id and subject stand in its bodies; null = found by rule, or by the address */
  readonly places?: RecordPlaces | null
  /** its own answer to accepted messages; null = that of the contract */
  readonly answer?: AnswerTemplate | null
  /** how it is told that a body could not be read: a fault, or a success whose body has an error code */
  readonly undecodable: 'fault' | 'accept'
}

/** What is known of a call once its caller is known. */
export interface AdmittedCall {
  readonly name: string | null
  readonly company: string | null
  readonly type: string | null
  readonly places: RecordPlaces | null
  readonly answer: AnswerTemplate | null
  readonly undecodable: CallerRule['undecodable']
}

/**
 * Lets a caller's call pass by its rule. A company that a rule binds to some clients is theirs alone:
 * nobody else sends events of it.
 * @param path as configured, without the company behind it
 * Throws `caller_company` or `caller_path`.
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
  const asked = company?.toLowerCase()
  const isForeign =
    asked !== undefined &&
    bound === null &&
    rules.some((one) => one.company?.toLowerCase() === asked)
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
