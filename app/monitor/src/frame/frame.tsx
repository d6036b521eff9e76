import { NavigationLayout } from '@ui5/webcomponents-react/NavigationLayout'
import { type ReactNode, useRef, useState } from 'react'
import { useTexts } from '../text/use-texts.ts'
import './frame.css'
import { Navigation } from './navigation.tsx'
import { TopBar } from './top-bar.tsx'
import { useFocusOnArrival } from './use-focus-on-arrival.ts'
import { useScrollMemory } from './use-scroll-memory.ts'

/** The frame around every page. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts()
  const content = useRef<HTMLElement>(null)
  const [open, setOpen] = useState(() => !isNarrow())
  useScrollMemory(content)
  useFocusOnArrival(content)

  return (
    <>
      <nav aria-label={t.frame.skip}>
        <a className="skip-link" href="#content">
          {t.frame.skip}
        </a>
      </nav>
      <NavigationLayout
        className="frame"
        mode={open ? 'Expanded' : 'Collapsed'}
        header={<TopBar navigation={open} onToggleNavigation={() => setOpen(!open)} />}
        // Removed instead of collapsed: the library's collapsed items have attributes that screen
        // readers reject.
        sideContent={open ? <Navigation onArrive={() => isPhone() && setOpen(false)} /> : undefined}
      >
        <main className="content" id="content" ref={content} tabIndex={-1}>
          {children}
        </main>
      </NavigationLayout>
    </>
  )
}

/** Below this width the navigation leaves too little room for the page. */
function isNarrow(): boolean {
  return window.matchMedia('(width < 64rem)').matches
}

/** Below this width the navigation overlays the page. */
function isPhone(): boolean {
  return window.matchMedia('(width < 37.5rem)').matches
}
