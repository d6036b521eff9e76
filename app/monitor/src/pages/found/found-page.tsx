import '@ui5/webcomponents-icons/dist/search.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Link, useNavigate } from 'react-router'
import { ApiError } from '../../api/api-error.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { EventType } from '../../parts/event-type.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useOwnState } from '../../session/own-state.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { EmployeeTable } from '../employees/employee-table.tsx'
import './found-page.css'
import type { FoundState } from './found-state.ts'

/** Search results, unless there was exactly one match. */
export function FoundPage() {
  const { t } = useTexts()
  const navigate = useNavigate()
  const mayReveal = useMay('Reveal')
  const { state, own } = useOwnState<FoundState>()
  if (state === null) {
    return (
      <Page title={t.frame.found.title}>
        <EmptyState icon="search" title={t.frame.found.title} text={t.frame.found.again} />
      </Page>
    )
  }
  const { text, employees = [], messages = [], problem } = state
  const nothing = employees.length + messages.length === 0
  return (
    <Page title={t.frame.found.forText(text)}>
      {problem !== undefined && (
        <ErrorNote
          error={new ApiError(problem.status, problem.code, problem.message, problem.details)}
        />
      )}
      {nothing && problem === undefined && (
        <Section title={t.frame.found.title}>
          <EmptyState icon="search" title={t.frame.found.nothing} text={t.frame.found.nothingText}>
            {mayReveal && (
              <Button
                tooltip={t.frame.found.inTextHint}
                onClick={() => void navigate('/messages', { state: own({ text }) })}
              >
                {t.frame.found.inText}
              </Button>
            )}
          </EmptyState>
        </Section>
      )}
      {employees.length > 0 && (
        <Section title={t.frame.found.employees} flush>
          <EmployeeTable employees={employees} />
        </Section>
      )}
      {messages.length > 0 && (
        <Section title={t.frame.found.messages}>
          <ul className="found-messages">
            {messages.map(({ id, receivedAt, status, type, externalEventId }) => (
              <li key={id}>
                <Link to={`/messages/${id}`}>
                  <Time at={receivedAt} />
                </Link>
                <MessageMark status={status} />
                <EventType type={type} />
                <span className="mono">{externalEventId}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}
