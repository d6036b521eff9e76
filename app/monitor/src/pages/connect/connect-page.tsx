import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { Connection } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { IfAnswered } from '../../parts/answered.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './connect-page.css'
import { LiveCheck } from './live-check.tsx'
import { Settings } from './settings.tsx'

/** Answers: how do I connect SuccessFactors? */
export function ConnectPage() {
  const { t } = useTexts()
  const connection = useGet<Connection>('/connection')
  return (
    <Page title={t.connect.title} lead={t.connect.lead}>
      <Loaded resource={connection} lines={8}>
        {(known) => (
          <>
            {known.steps.every(({ state }) => state === 'done') && (
              <IfAnswered>
                <MessageStrip design="Positive" hideCloseButton>
                  {t.connect.connected}
                </MessageStrip>
              </IfAnswered>
            )}
            <div className="connect-grid">
              <Settings connection={known} />
              <LiveCheck steps={known.steps} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}
