import { Link } from 'react-router'
import type { Attempt, Page } from '../../api/shapes.ts'
import type { Resource } from '../../api/use-resource.ts'
import { Loaded } from '../../parts/loaded.tsx'
import type { Look } from '../../parts/look.ts'
import { Mark } from '../../parts/mark.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

const LOOKS: Readonly<Record<string, Look>> = {
  completed: { icon: 'sys-enter-2', tone: 'good' },
  retry: { icon: 'refresh', tone: 'warn' },
  running: { icon: 'process', tone: 'info' },
  released: { icon: 'pending', tone: 'plain' },
}
const FAILED: Look = { icon: 'error', tone: 'bad' }

/** The latest attempts with links to their messages. */
export function LatestAttempts({ attempts }: { readonly attempts: Resource<Page<Attempt>> }) {
  const { t, f } = useTexts()
  const words: Readonly<Record<string, string>> = t.common.outcome
  return (
    <Section title={t.handler.latest}>
      <Loaded resource={attempts}>
        {({ items }) => (
          <>
            {items.length === 0 && <NoneNote text={t.handler.noAttempts} />}
            <ul className="attempt-list">
              {items.map((attempt) => {
                const outcome = attempt.outcome ?? 'running'
                const { messageId, ordinal, run, number } = attempt
                return (
                  <li key={`${messageId} ${ordinal} ${run} ${number}`}>
                    <Link to={`/messages/${messageId}`}>
                      <Time at={attempt.startedAt} />
                    </Link>
                    <Mark look={LOOKS[outcome] ?? FAILED} text={words[outcome] ?? outcome} />
                    <span className="numeric">
                      {attempt.endedAt === null
                        ? '–'
                        : f.duration(durationOf(attempt.startedAt, attempt.endedAt))}
                    </span>
                  </li>
                )
              })}
            </ul>
          </>
        )}
      </Loaded>
    </Section>
  )
}

function durationOf(startedAt: string, endedAt: string): number {
  return Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))
}
