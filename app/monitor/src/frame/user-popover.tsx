import '@ui5/webcomponents-icons/dist/log.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { AnchoredPopover } from '../parts/anchored-popover.tsx'
import { ChoiceButtons } from '../parts/choice-buttons.tsx'
import { signOut, useSession } from '../session/session.ts'
import { chooseTheme, type ThemeChoice, themeChoice } from '../settings/theme.ts'
import { useTexts } from '../text/use-texts.ts'
import './user-popover.css'

const THEMES: readonly ThemeChoice[] = ['auto', 'light', 'dark']
const LANGUAGES = ['en', 'de'] as const

interface Props {
  readonly opener: HTMLElement
  readonly onClose: () => void
}

/** The user, their grants, the settings and the logout. */
export function UserPopover({ opener, onClose }: Props) {
  const { t, language, setLanguage } = useTexts()
  const { user, grants } = useSession()
  const [theme, setTheme] = useState(themeChoice)

  function choose(choice: ThemeChoice): void {
    setTheme(choice)
    void chooseTheme(choice)
  }

  return (
    <AnchoredPopover opener={opener} title={t.frame.user} hideTitle onClose={onClose}>
      <div className="user-popover">
        <div>
          <div className="muted">{t.frame.signedInAs}</div>
          <strong>{user.name}</strong>
        </div>
        <div>
          <div className="muted">{t.frame.mayDo}</div>
          <ul>
            {grants.map((grant) => (
              <li key={grant}>{t.frame.grant[grant]}</li>
            ))}
          </ul>
        </div>
        <div className="muted" id="user-popover-theme">
          {t.frame.theme}
        </div>
        <ChoiceButtons
          choices={THEMES}
          chosen={theme}
          onChoose={choose}
          textOf={(choice) => t.frame.themes[choice]}
          label={{ id: 'user-popover-theme' }}
        />
        <div className="muted" id="user-popover-language">
          {t.frame.language}
        </div>
        <ChoiceButtons
          choices={LANGUAGES}
          chosen={language}
          onChoose={setLanguage}
          textOf={(choice) => t.frame.languages[choice]}
          label={{ id: 'user-popover-language' }}
        />
        <Button design="Transparent" icon="log" onClick={() => void signOut()}>
          {t.frame.logout}
        </Button>
      </div>
    </AnchoredPopover>
  )
}
