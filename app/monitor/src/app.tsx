import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { BrowserRouter } from 'react-router'
import type { Session } from './api/monitor-shapes.ts'
import { queries } from './api/queries.ts'
import { Frame } from './frame/frame.tsx'
import { startLive } from './live/live-feed.ts'
import { Pages } from './pages/pages.tsx'
import { followLogin } from './session/login-again.ts'
import { NoAccess } from './session/no-access.tsx'
import { SessionContext } from './session/session.ts'
import { SessionEnded } from './session/session-ended.tsx'

/** The content of the page, once the session is known. */
export function App({ session }: { readonly session: Session }) {
  useEffect(() => followLogin(session), [session])
  return (
    <SessionContext value={session}>
      {session.grants.includes('Monitor') ? <Monitor /> : <NoAccess />}
      <SessionEnded />
    </SessionContext>
  )
}

function Monitor() {
  useEffect(startLive, [])
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter basename="/monitor">
        <Frame>
          <Pages />
        </Frame>
      </BrowserRouter>
    </QueryClientProvider>
  )
}
