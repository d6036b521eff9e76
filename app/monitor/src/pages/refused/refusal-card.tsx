import { Tag } from '@ui5/webcomponents-react/Tag'
import { Link } from 'react-router'
import type { Refusal } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { Section } from '../../parts/section.tsx'
import { ExactTime, Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { Advice } from './advice.tsx'
import type { RefusalGroup } from './group-refusals.ts'
import { MarkSeen } from './mark-seen.tsx'
import { reasonOf } from './reason-of.ts'

interface Props {
  readonly group: RefusalGroup
  /** the calls went to paths that do not receive events */
  readonly elsewhere: boolean
  /** there may be older calls of this cause that are not loaded */
  readonly more: boolean
  /** called after the user has marked the cause as seen */
  readonly onSeen: () => Promise<unknown>
}

/** One cause: the required change, the callers and the number of calls. */
export function RefusalCard({ group, elsewhere, more, onSeen }: Props) {
  const { t } = useTexts()
  const { last, calls, firstAt, lastAt, companies, addresses, lastCalled } = group
  const { seen } = lastCalled
  const refusedFor = { code: last.code, authorization: last.authorization, elsewhere }
  const title = reasonOf(refusedFor, t.refused)?.title ?? last.code
  return (
    <Section
      title={title}
      aside={
        <>
          <Tag design="Critical" hideStateIcon>
            {t.units.calls(calls, more)}
          </Tag>
          <span className="muted">
            {t.refused.last} <Time at={lastAt} />
          </span>
          {seen === null ? (
            <MarkSeen refusalId={lastCalled.id} title={title} onDone={onSeen} />
          ) : (
            <span className="muted">{t.refused.seenBy(seen.person ?? seen.clientId)}</span>
          )}
        </>
      }
    >
      <div className="refusal-advice">
        <h3>{t.refused.whatToChange}</h3>
        <Advice of={refusedFor} advice={last.advice ?? ''} />
      </div>
      <Fields>
        <Field name={t.refused.status}>
          {last.status} <span className="mono">{last.code}</span>
        </Field>
        <Field name={t.refused.path}>
          <span className="mono">
            {last.method} {last.path}
          </span>
        </Field>
        <Field name={t.refused.calls}>{t.units.calls(calls, more)}</Field>
        <Field name={t.refused.first}>
          <Time at={firstAt} />
        </Field>
        {companies.length > 0 && (
          <Field name={t.refused.company}>
            <Words words={companies} />
          </Field>
        )}
        {addresses.length > 0 && (
          <Field name={t.refused.address} copy={addresses[0]}>
            <Words words={addresses} />
          </Field>
        )}
        {last.correlationId !== null && (
          <Field name={t.refused.correlationId} copy={last.correlationId}>
            <span className="mono">{last.correlationId}</span>
          </Field>
        )}
        {last.messageId !== null && (
          <Field name={t.refused.kept}>
            <Link to={`/messages/${last.messageId}`}>{t.refused.toMessage}</Link>
          </Field>
        )}
      </Fields>
      <Caller refusal={last} />
    </Section>
  )
}

function Caller({ refusal }: { readonly refusal: Refusal }) {
  const { t } = useTexts()
  const { issuer, clientId, scopes, scopesWanted, claimed } = refusal
  if (issuer === null && claimed === null) {
    return <p className="muted">{t.refused.nobody}</p>
  }
  return (
    <>
      <h3 className="refusal-claimed">
        {issuer === null ? t.refused.claimed : t.refused.authenticated}
      </h3>
      <Fields>
        <Field name={t.refused.issuer} copy={issuer ?? claimed?.issuer}>
          {issuer ?? claimed?.issuer ?? '–'}
        </Field>
        <Field name={t.refused.clientId} copy={clientId ?? claimed?.clientId}>
          {clientId ?? claimed?.clientId ?? '–'}
        </Field>
        <Field name={t.refused.scopes}>
          <Words words={scopes ?? claimed?.scopes ?? []} />
        </Field>
        {scopesWanted !== null && scopesWanted.length > 0 && (
          <Field name={t.refused.scopesWanted}>
            <Words words={scopesWanted} />
          </Field>
        )}
        {issuer === null && claimed !== null && (
          <>
            <Field name={t.refused.audience}>
              <Words words={claimed.audience} />
            </Field>
            <Field name={t.refused.algorithm}>
              {[claimed.algorithm, claimed.keyId].filter(Boolean).join(', ')}
            </Field>
            {claimed.expiresAt !== null && (
              <Field name={t.refused.expires}>
                <ExactTime at={claimed.expiresAt} />
              </Field>
            )}
          </>
        )}
      </Fields>
    </>
  )
}

function Words({ words }: { readonly words: readonly string[] }) {
  const { t } = useTexts()
  if (words.length === 0) return <>{t.refused.noScopes}</>
  return (
    <ul className="refusal-scopes mono">
      {words.map((word) => (
        <li key={word}>{word}</li>
      ))}
    </ul>
  )
}
