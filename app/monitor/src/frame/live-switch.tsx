import '@ui5/webcomponents-icons/dist/media-pause.js'
import '@ui5/webcomponents-icons/dist/media-play.js'
import { Icon } from '@ui5/webcomponents-react/Icon'
import { setLivePaused } from '../live/live-feed.ts'
import { useLive } from '../live/use-live.ts'
import { useTexts } from '../text/use-texts.ts'
import './live-switch.css'

/** State of the live updates, with a button to pause them. */
export function LiveSwitch({ slot }: { readonly slot?: string }) {
  const { t } = useTexts()
  const { state } = useLive()
  const paused = state === 'paused'
  const hint = paused ? t.frame.live.resume : t.frame.live.pause
  return (
    <button
      type="button"
      slot={slot}
      className={`live-switch live-switch-${state}`}
      title={hint}
      aria-label={`${t.frame.live[state]}. ${hint}`}
      aria-pressed={paused}
      onClick={() => setLivePaused(!paused)}
    >
      <span className="live-switch-dot" aria-hidden="true" />
      <span className="live-switch-text" aria-hidden="true">
        {t.frame.live[state]}
      </span>
      <Icon
        className="live-switch-icon"
        name={paused ? 'media-play' : 'media-pause'}
        mode="Decorative"
      />
    </button>
  )
}
