import { useEffect } from 'react'
import { BrowserRouter } from 'react-router'
import type { Session } from './api/monitor-shapes.ts'
import { Frame } from './frame/frame.tsx'
import { startLive } from './live/live-feed.ts'
import { Pages } from './pages/pages.tsx'
import { NoAccess } from './session/no-access.tsx'
import { SessionContext } from './session/session.ts'

/** Everything that the reader sees, once it is known who reads. */
export function App({ session }: { readonly session: Session }) {
  return (
    <SessionContext value={session}>
      {session.grants.includes('Monitor') ? <Monitor /> : <NoAccess />}
    </SessionContext>
  )
}

function Monitor() {
  useEffect(startLive, [])
  return (
    <BrowserRouter basename="/monitor">
      <Frame>
        <Pages />
      </Frame>
    </BrowserRouter>
  )
}
