import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { Link } from 'react-router'
import { countsMessages } from '../../actions/action-progress.ts'
import type { Action } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ActionItems } from './action-items.tsx'
import { ChosenMessages } from './chosen-messages.tsx'

/** Actions without deliveries. */
const WITHOUT_ITEMS = new Set([
  'reveal',
  'hold',
  'resume',
  'forget',
  'legal-hold',
  'lift-legal-hold',
  'block',
])

/** The target of an action. */
export function ActionTarget({ action }: { readonly action: Action }) {
  const { t } = useTexts()
  const [open, setOpen] = useState(false)
  const { kind, filter, detail, handlers, messageId, done, refused, deliveries } = action
  // The items of an action on messages are the deliveries that it created.
  const touched = countsMessages(action) ? (deliveries ?? 0) : done + refused
  const hasItems = touched > 0 && !WITHOUT_ITEMS.has(kind)
  const changed = kind === 'edit' ? changedParts(detail) : []
  const names: Readonly<Record<string, string>> = t.history.part
  const partName = (part: string) => names[part] ?? part
  return (
    <div className="history-target">
      {handlers.map((name) => (
        <Link key={name} to={`/handlers/${encodeURIComponent(name)}`}>
          {name}
        </Link>
      ))}
      {messageId !== null && (
        <Link className="mono" to={`/messages/${messageId}`}>
          {messageId}
        </Link>
      )}
      <ChosenMessages filter={filter} />
      {kind === 'reveal' && messageId === null && (
        <span>{asRecord(detail).what === 'export' ? t.history.exported : t.history.searched}</span>
      )}
      {action.subjects.map((id) => (
        <Link key={id} to={`/history?subject=${id}`}>
          {t.history.subject(id)}
        </Link>
      ))}
      {action.subjectCount > action.subjects.length && (
        <span>{t.history.moreSubjects(action.subjectCount - action.subjects.length)}</span>
      )}
      {changed.length > 0 && <span>{t.history.changed(changed.map(partName).join(', '))}</span>}
      {hasItems && (
        <Button
          design="Transparent"
          accessibilityAttributes={{ expanded: open }}
          onClick={() => setOpen(!open)}
        >
          {open ? t.history.hide : t.history.show}
        </Button>
      )}
      {open && <ActionItems actionId={action.id} />}
    </div>
  )
}

/**
 * Actions on one delivery store the names of the changed parts, actions on many the changes
 * themselves.
 */
function changedParts(detail: unknown): readonly string[] {
  const { changed, changes } = asRecord(detail)
  return Array.isArray(changed) ? changed.map(String) : Object.keys(asRecord(changes))
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
