import { SegmentedButton } from '@ui5/webcomponents-react/SegmentedButton'
import { SegmentedButtonItem } from '@ui5/webcomponents-react/SegmentedButtonItem'
import { useState } from 'react'
import type { MessageDetail } from '../../api/shapes.ts'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { EventFields } from './event-fields.tsx'
import './payload.css'
import { RawBody } from './raw-body.tsx'

const TABS = ['fields', 'raw'] as const

/** The content of a message: decoded or raw. */
export function Payload({ message }: { readonly message: MessageDetail }) {
  const { t } = useTexts()
  const [tab, setTab] = useState<(typeof TABS)[number]>(
    message.events.length === 0 ? 'raw' : 'fields',
  )
  return (
    <Section
      title={t.message.payload}
      aside={
        <SegmentedButton accessibleName={t.message.payload}>
          {TABS.map((name) => (
            <SegmentedButtonItem key={name} selected={name === tab} onClick={() => setTab(name)}>
              {t.message.tabs[name]}
            </SegmentedButtonItem>
          ))}
        </SegmentedButton>
      }
    >
      {tab === 'raw' ? (
        <RawBody key={message.id} message={message} />
      ) : (
        <>
          {!message.revealed && message.events.some(({ content }) => content !== null) && (
            <p className="payload-hint muted">{t.common.masked}</p>
          )}
          {message.events.length === 0 && <p className="muted">{t.message.noEvents}</p>}
          {message.events.map((event) => (
            <EventFields
              key={event.ordinal}
              event={event}
              several={message.events.length > 1}
              isRecord={message.contract === 'record'}
            />
          ))}
        </>
      )}
    </Section>
  )
}
