import '@ui5/webcomponents-icons/dist/menu2.js'
import { Avatar } from '@ui5/webcomponents-react/Avatar'
import { Button, type ButtonDomRef } from '@ui5/webcomponents-react/Button'
import { ShellBar } from '@ui5/webcomponents-react/ShellBar'
import { ShellBarBranding } from '@ui5/webcomponents-react/ShellBarBranding'
import { lazy, type Ref, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'
import { CompanySwitch } from '../company/company-switch.tsx'
import { useSession } from '../session/session.ts'
import { useTexts } from '../text/use-texts.ts'
import icon from './icon.svg'
import { LiveSwitch } from './live-switch.tsx'
import { SearchField } from './search-field.tsx'

const UserPopover = lazy(async () => ({
  default: (await import('./user-popover.tsx')).UserPopover,
}))

interface Props {
  /** the button for the navigation */
  readonly toggle: Ref<HTMLElement>
  /** the navigation is visible at the side */
  readonly navigation: boolean
  readonly onToggleNavigation: () => void
}

export function TopBar({ toggle, navigation, onToggleNavigation }: Props) {
  const { t } = useTexts()
  const { user } = useSession()
  const navigate = useNavigate()
  const [profile, setProfile] = useState<HTMLElement | null>(null)

  return (
    <>
      <ShellBar
        accessibilityAttributes={{ profile: { name: `${t.frame.user}: ${user.name}` } }}
        startButton={
          <Button
            ref={toggle as Ref<ButtonDomRef>}
            icon="menu2"
            tooltip={t.frame.toggleNavigation}
            accessibleName={t.frame.toggleNavigation}
            accessibilityAttributes={{ expanded: navigation }}
            onClick={onToggleNavigation}
          />
        }
        branding={
          <ShellBarBranding
            accessibleName={t.common.appName}
            logo={<img src={icon} alt="" />}
            onClick={() => void navigate('/')}
          >
            {t.common.appName}
          </ShellBarBranding>
        }
        searchField={<SearchField />}
        content={[<CompanySwitch key="company" />, <LiveSwitch key="live" />]}
        showSearchField
        profile={
          // The library names the button by its content.
          <Avatar
            initials={initialsOf(user.name)}
            accessibleName={`${t.frame.user}: ${user.name}`}
            colorScheme="Accent6"
          />
        }
        onProfileClick={(event) => setProfile(event.detail.targetRef)}
      />
      {profile !== null && (
        <Suspense fallback={null}>
          <UserPopover opener={profile} onClose={() => setProfile(null)} />
        </Suspense>
      )}
    </>
  )
}

function initialsOf(name: string): string {
  if (name === '') return '?'
  const words = name.split(/[\s._@-]+/).filter((word) => word !== '')
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word[0]) : [name.slice(0, 2)]
  return letters.join('').toUpperCase()
}
