import '@ui5/webcomponents-icons/dist/accept.js'
import '@ui5/webcomponents-icons/dist/decline.js'
import '@ui5/webcomponents-icons/dist/pending.js'
import { Icon } from '@ui5/webcomponents-react/Icon'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { ConnectionStep } from '../../api/monitor-shapes.ts'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { Advice } from '../refused/advice.tsx'
import { changedSteps } from './changed-steps.ts'

const ICONS = { done: 'accept', waiting: 'pending', failed: 'decline' } as const

/** The steps from the first call to the first completed delivery. */
export function LiveCheck({ steps }: { readonly steps: readonly ConnectionStep[] }) {
  const { t } = useTexts()
  const next = steps.find(({ state }) => state !== 'done')
  return (
    <Section title={t.connect.steps} aside={<Link to="/refused">{t.connect.toRefused}</Link>}>
      <Announced steps={steps} />
      <ol className="steps">
        {steps.map((step) => (
          <Step key={step.id} step={step} next={step === next} />
        ))}
      </ol>
    </Section>
  )
}

/** Announces changed steps to screen readers, but not the times, which change constantly. */
function Announced({ steps }: { readonly steps: readonly ConnectionStep[] }) {
  const { t } = useTexts()
  const before = useRef(steps)
  const [changed, setChanged] = useState<readonly ConnectionStep[]>([])
  useEffect(() => {
    const fresh = changedSteps(before.current, steps)
    before.current = steps
    if (fresh.length > 0) setChanged(fresh)
  }, [steps])
  return (
    <p className="hidden" role="status">
      {changed.map(({ id, state }) => `${t.connect.step[id].name}: ${t.connect.state[state]}. `)}
    </p>
  )
}

function Step({ step, next }: { readonly step: ConnectionStep; readonly next: boolean }) {
  const { t } = useTexts()
  const { id, state, at, advice, code, caller, client } = step
  return (
    <li className={`step step-${state}`} aria-current={next ? 'step' : undefined}>
      <span className="step-sign">
        <Icon name={ICONS[state]} mode="Decorative" />
      </span>
      <span>
        {t.connect.step[id].name}
        <span className="hidden">: {t.connect.state[state]}</span>
      </span>
      <span className="muted">
        {state === 'done' ? <Time at={at} none="" /> : t.connect.state[state]}
      </span>
      {advice !== null && (
        <div className="step-advice">
          {caller !== null && (
            <p className="muted advice">
              {id === 'event'
                ? t.connect.unreadable(client ?? '')
                : t.connect.caller[caller](client ?? '')}
            </p>
          )}
          <Advice of={step} advice={advice} />
          {code !== null && <small>{t.errors.code(code)}</small>}
        </div>
      )}
      {next && state === 'waiting' && advice === null && (
        <span className="step-hint muted">{t.connect.step[id].hint}</span>
      )}
    </li>
  )
}
