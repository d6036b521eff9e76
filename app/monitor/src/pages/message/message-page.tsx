import '@ui5/webcomponents-icons/dist/show.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useEffect, useState } from 'react'
import { useParams } from 'react-router'
import type { MessageDetail } from '../../api/shapes.ts'
import { shortType } from '../../parts/event-type.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.ts'
import type { Texts } from '../../text/en.ts'
import { useTexts } from '../../text/use-texts.ts'
import { Forgotten } from './forgotten.tsx'
import { isReadable } from './forgotten-events.ts'
import { MessageHead } from './message-head.tsx'
import { MoreEvents } from './more-events.tsx'
import { OtherMessages } from './other-messages.tsx'
import { OtherSender } from './other-sender.tsx'
import { Payload } from './payload.tsx'
import { Repaired } from './repair/repaired.tsx'
import { Timeline } from './timeline.tsx'
import { Undecodable } from './undecodable.tsx'
import { useMessage } from './use-message.ts'
import { Warnings } from './warnings.tsx'

/** Answers: what happened to this message? */
export function MessagePage() {
  const { t } = useTexts()
  const { id = '' } = useParams()
  const mayReveal = useMay('Reveal')
  const [revealed, setRevealed] = useState(false)
  const path = `/messages/${encodeURIComponent(id)}`
  const masked = useMessage(path)
  // The service records each look at values, so they load once. The rest of the page stays live
  // without them.
  const values = useMessage(revealed ? path : null, { reveal: true }, { once: true })
  const message = masked.data
  const revealedMessage = revealed ? values.data : undefined
  const isBehind = (values.data?.events.length ?? Infinity) < (message?.events.length ?? 0)
  useEffect(() => {
    if (isBehind && !values.loadingMore && values.error === undefined) values.loadMore()
  }, [isBehind, values])

  return (
    <Page
      title={message === undefined ? t.message.untyped : titleOf(message, t)}
      parent={{ to: '/messages', text: t.frame.pages.messages }}
      mark={message !== undefined && <MessageMark status={message.status} />}
      lead={
        message !== undefined && (
          <>
            {t.common.received} <Time at={message.receivedAt} />{' '}
            {t.message.receivedFrom(message.caller.name ?? message.caller.clientId)}
          </>
        )
      }
      actions={
        mayReveal &&
        message?.events.some(isReadable) && (
          <Button
            icon="show"
            design="Transparent"
            tooltip={t.common.revealHint}
            onClick={() => setRevealed(!revealed)}
          >
            {revealed ? t.common.hide : t.common.reveal}
          </Button>
        )
      }
    >
      <Loaded resource={masked} lines={10}>
        {(detail) => (
          <>
            {detail.cut && (
              <MessageStrip design="Information" hideCloseButton>
                {t.message.cut}
              </MessageStrip>
            )}
            {detail.status === 'UNDECODABLE' && (
              <Undecodable message={detail} onDone={() => void masked.reload()} />
            )}
            <Forgotten message={detail} />
            <OtherSender message={detail} onDone={() => void masked.reload()} />
            <Warnings warnings={detail.warnings} />
            {detail.repair !== null && <Repaired repair={detail.repair} />}
            <MessageHead message={revealedMessage ?? detail} />
            <Timeline message={detail} onDone={() => void masked.reload()} />
            <Payload message={revealedMessage ?? detail} />
            <MoreEvents message={detail} onMore={masked.loadMore} />
            <OtherMessages message={detail} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function titleOf({ type, status }: MessageDetail, t: Texts): string {
  if (type !== null) return shortType(type)
  return status === 'UNDECODABLE' ? t.message.notDecoded : t.message.untyped
}
