import '@ui5/webcomponents-icons/dist/chain-link.js'
import '@ui5/webcomponents-icons/dist/employee.js'
import '@ui5/webcomponents-icons/dist/history.js'
import '@ui5/webcomponents-icons/dist/inbox.js'
import '@ui5/webcomponents-icons/dist/overview-chart.js'
import '@ui5/webcomponents-icons/dist/private.js'
import '@ui5/webcomponents-icons/dist/process.js'
import '@ui5/webcomponents-icons/dist/stop.js'
import { SideNavigation } from '@ui5/webcomponents-react/SideNavigation'
import { SideNavigationItem } from '@ui5/webcomponents-react/SideNavigationItem'
import { useLocation, useNavigate } from 'react-router'
import { useKeptCompany } from '../company/kept-company.ts'
import { OF_A_COMPANY } from '../company/use-company.ts'
import { useTexts } from '../text/use-texts.ts'
import './navigation.css'
import { type Badge, useBadges } from './use-badges.ts'

export const PAGES = [
  { page: 'overview', path: '/', icon: 'overview-chart' },
  { page: 'messages', path: '/messages', icon: 'inbox' },
  { page: 'employees', path: '/employees', icon: 'employee' },
  { page: 'parked', path: '/parked', icon: 'stop' },
  { page: 'handlers', path: '/handlers', icon: 'process' },
  { page: 'refused', path: '/refused', icon: 'private' },
  { page: 'connect', path: '/connect', icon: 'chain-link' },
  { page: 'history', path: '/history', icon: 'history' },
] as const

interface Props {
  /** called after the user has chosen another page */
  readonly onArrive: () => void
}

/** Links to the pages, with the number of waiting items. */
export function Navigation({ onArrive }: Props) {
  const { t } = useTexts()
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const badges = useBadges()
  const company = useKeptCompany()
  const here = pathname.split('/')[1] ?? ''

  return (
    <SideNavigation accessibleName={t.frame.navigation}>
      {PAGES.map(({ page, path, icon }) => {
        const badge = badges[page]
        const search = OF_A_COMPANY.includes(path) ? searchOf(company) : ''
        return (
          <SideNavigationItem
            key={page}
            text={t.frame.pages[page]}
            icon={icon}
            href={`/monitor${path === '/' ? '' : path}${search}`}
            selected={path === `/${here}`}
            tag={badge === undefined ? undefined : <BadgeTag badge={badge} />}
            onClick={(event) => {
              const { ctrlKey, metaKey, shiftKey } = event.detail
              if (ctrlKey || metaKey || shiftKey) return
              event.preventDefault()
              void navigate(`${path}${search}`)
              onArrive()
            }}
          />
        )
      })}
    </SideNavigation>
  )
}

function searchOf(company: string): string {
  return company === '' ? '' : `?${new URLSearchParams({ company })}`
}

/** Drawn by the style sheet, so that it describes the link and is not part of its name. */
function BadgeTag({ badge, slot }: { readonly badge: Badge; readonly slot?: string }) {
  const { short, text, tone } = badge
  return <span slot={slot} className={`badge badge-${tone}`} data-badge={short} title={text} />
}
