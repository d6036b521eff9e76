import { Button } from '@ui5/webcomponents-react/Button'
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { goToLogin } from '../api/go-to-login.ts'
import { useTexts } from '../text/use-texts.ts'
import { logInInNewTab } from './login-again.ts'
import { hasSessionEnded, watchSession } from './session-end.ts'
import './session-ended.css'

/** Covers the page after the end of the session. The input stays, hidden. */
export function SessionEnded() {
  const hasEnded = useSyncExternalStore(watchSession, hasSessionEnded)
  return hasEnded ? createPortal(<Cover />, document.body) : null
}

function Cover() {
  const { t } = useTexts()
  const text = t.errors.session
  const title = useId()
  const cover = useRef<HTMLDialogElement>(null)
  const [blocked, setBlocked] = useState(false)
  const show = () => cover.current?.open === false && cover.current.showModal()
  useEffect(() => {
    show()
  })

  return (
    <dialog
      ref={cover}
      className="session-ended"
      aria-labelledby={title}
      onCancel={(event) => event.preventDefault()}
      // Some browsers close it anyway after a second Escape.
      onClose={show}
    >
      <h1 id={title}>{text.ended}</h1>
      <p>{text.kept}</p>
      <div className="session-ended-actions">
        <Button design="Emphasized" onClick={() => setBlocked(!logInInNewTab())}>
          {text.logIn}
        </Button>
        <Button design="Transparent" onClick={goToLogin}>
          {text.logInHere}
        </Button>
      </div>
      <p className="muted">{text.hereLoses}</p>
      {blocked && <p role="alert">{text.blocked}</p>}
    </dialog>
  )
}
