import '@ui5/webcomponents-icons/dist/process.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useMemo, useRef } from 'react'
import type { Handler } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { RangeSwitch } from '../../charts/range-switch.tsx'
import { useHeld } from '../../live/use-held.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { AllHandlersActions } from './all-handlers-actions.tsx'
import { HandlerTable } from './handler-table.tsx'
import { worstFirst } from './worst-first.ts'

/** Answers: do my handlers work? */
export function HandlersPage() {
  const { t } = useTexts()
  const handlers = useGet<{ readonly items: readonly Handler[] }>('/handlers')
  const region = useRef<HTMLElement>(null)
  const items = handlers.data?.items ?? NONE
  const sorted = useMemo(() => worstFirst(items), [items])
  const held = useHeld(sorted, region, { resetKey: String(handlers.data === undefined), keyOf })
  return (
    <Page
      title={t.handlers.title}
      lead={t.handlers.lead}
      actions={<AllHandlersActions handlers={items} onDone={() => void handlers.reload()} />}
    >
      <Section
        ref={region}
        title={t.handlers.title}
        flush
        aside={
          <>
            {held.waiting && (
              <Button design="Emphasized" onClick={held.apply}>
                {t.frame.newer}
              </Button>
            )}
            <RangeSwitch />
          </>
        }
      >
        <Loaded resource={handlers}>
          {() =>
            held.shown.length === 0 ? (
              <EmptyState icon="process" title={t.handlers.none} text={t.handlers.noneText} />
            ) : (
              <HandlerTable handlers={held.shown} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  )
}

const NONE: readonly Handler[] = []

const keyOf = ({ name }: Handler) => name
