import { useParams } from 'react-router'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { HandlerMark } from '../../parts/mark.tsx'
import { Page } from '../../parts/page.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { Causes } from './causes.tsx'
import { DayOfHandler } from './day-of-handler.tsx'
import { HandlerActions } from './handler-actions.tsx'
import './handler-page.css'
import { CurrentState } from './current-state.tsx'
import { HandlerCharts } from './handler-charts.tsx'
import { HoldNote } from './hold-note.tsx'
import { LatestAttempts } from './latest-attempts.tsx'
import { Options } from './options.tsx'
import { TakenTypes } from './taken-types.tsx'
import { useAttempts } from './use-attempts.ts'

/** Answers: does my handler work? */
export function HandlerPage() {
  const { t } = useTexts()
  const { name = '' } = useParams()
  const handler = useGet<Handler>(`/handlers/${encodeURIComponent(name)}`)
  const attempts = useAttempts(name)
  const found = handler.data
  return (
    <Page
      title={name}
      parent={{ to: '/handlers', text: t.frame.pages.handlers }}
      mark={found !== undefined && <HandlerMark handler={found} />}
      lead={found !== undefined && t.handler.meaning[meaningOf(found)]}
      actions={
        found !== undefined && (
          <HandlerActions handler={found} onDone={() => void handler.reload()} />
        )
      }
    >
      <Loaded resource={handler}>
        {(detail) => {
          const definition = (detail.definition ?? {}) as HandlerDefinition
          return (
            <div className="handler-grid">
              <div className="page-column">
                <HoldNote handler={detail} />
                <CurrentState handler={detail} />
                <Causes name={name} />
                <TakenTypes types={definition.on ?? []} />
              </div>
              <div className="page-column">
                <HandlerCharts name={name} />
                <DayOfHandler name={name} />
                <LatestAttempts attempts={attempts} />
                <Options definition={definition} />
              </div>
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

/** A running handler with parked lanes is not up to date. */
function meaningOf({ state, parkedLanes }: Handler): Handler['state'] | 'parked' {
  return state === 'running' && parkedLanes > 0 ? 'parked' : state
}
