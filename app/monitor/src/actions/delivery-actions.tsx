import '@ui5/webcomponents-icons/dist/edit.js'
import '@ui5/webcomponents-icons/dist/media-forward.js'
import '@ui5/webcomponents-icons/dist/media-play.js'
import '@ui5/webcomponents-icons/dist/redo.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import '@ui5/webcomponents-icons/dist/sys-cancel.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { lazy, Suspense, useState } from 'react'
import type { Delivery, DeliveryActionKind } from '../api/shapes.ts'
import { useMay } from '../session/session.ts'
import { useTexts } from '../text/use-texts.ts'
import { actOnOne, type Wish } from './act.ts'
import { allowedActions } from './allowed-actions.ts'
import { cameOf, type DoneAction } from './came-of.ts'
import { useShowDialog } from './dialog-host.tsx'
import { OneActionDialog } from './one-action-dialog.tsx'

const EditDialog = lazy(async () => ({
  default: (await import('./edit/edit-dialog.tsx')).EditDialog,
}))

const ICONS: Readonly<Record<DeliveryActionKind, string>> = {
  replay: 'refresh',
  edit: 'edit',
  rerun: 'redo',
  skip: 'media-forward',
  cancel: 'sys-cancel',
  release: 'media-play',
}

interface Props {
  readonly delivery: Pick<
    Delivery,
    | 'messageId'
    | 'ordinal'
    | 'handler'
    | 'run'
    | 'state'
    | 'holdsPlace'
    | 'leaseEnded'
    | 'attemptsStarted'
    | 'type'
    | 'edit'
    | 'latestRun'
  >
  /** nobody can read the event any more; default: false */
  readonly isForgotten?: boolean
  /** name of the person or record, as on the page */
  readonly about: string
  readonly onDone: () => void
  /** the service has recorded an action under this id */
  readonly onActed?: (kind: DeliveryActionKind, actionId: string) => void
  /** in a list: the buttons are less prominent than the rows */
  readonly compact?: boolean
}

/** The actions for a delivery, with the result in place. */
export function DeliveryActions(props: Props) {
  const { delivery, isForgotten = false, about, onDone, onActed, compact = false } = props
  const { t } = useTexts()
  const operate = useMay('Operate')
  const show = useShowDialog()
  const [done, setDone] = useState<DoneAction>()
  if (!operate) return null

  const finish = (kind: DeliveryActionKind) => () => {
    setDone({ kind, before: delivery })
    onDone()
  }
  const { edit, latestRun } = delivery
  const seen = (kind: DeliveryActionKind) => (kind === 'rerun' ? { edit, latestRun } : { edit })
  const act = (kind: DeliveryActionKind) => async (wish: Wish) => {
    const { actionId } = await actOnOne(kind, delivery, { ...seen(kind), ...wish })
    onActed?.(kind, actionId)
  }
  const ask = (kind: DeliveryActionKind) =>
    show((close) => {
      const given = { act: act(kind), onDone: finish(kind), onClose: close }
      if (kind !== 'edit') {
        return <OneActionDialog {...given} kind={kind} subject={`${delivery.handler}: ${about}`} />
      }
      return (
        <Suspense fallback={null}>
          <EditDialog {...given} of={delivery} about={about} />
        </Suspense>
      )
    })
  // The state shows the result a little later. Until then the user cannot act again.
  const result = done === undefined ? null : cameOf(done, delivery)
  const allowed = result === 'begun' ? [] : allowedActions(delivery, isForgotten)
  const resultTexts = {
    begun: done && t.actions.done[done.kind],
    started: done && t.actions.done[done.kind],
    completed: t.common.state.completed,
    failed: t.common.state.failed,
    failedAgain: t.actions.failedAgain,
  }
  return (
    <div className="row">
      {allowed.map((kind, index) => (
        <Button
          key={kind}
          icon={ICONS[kind]}
          design={
            compact
              ? 'Transparent'
              : index === 0 && delivery.state === 'failed'
                ? 'Emphasized'
                : 'Default'
          }
          accessibleName={`${t.actions.name[kind]}: ${delivery.handler}, ${about}`}
          onClick={() => ask(kind)}
        >
          {t.actions.name[kind]}
        </Button>
      ))}
      <span role="status">{result !== null && resultTexts[result]}</span>
    </div>
  )
}
