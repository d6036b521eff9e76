import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useNarrow } from '../settings/use-narrow.ts'
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
  const toggle = useRef<HTMLElement>(null)
  const [open, setOpen] = useState(() => !isNarrow())
  // On a phone the navigation covers the page.
  const covers = useNarrow() && open
  useScrollMemory(content)
  useFocusOnArrival(content)

  useEffect(() => {
    if (!covers) return
    const leave = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      setOpen(false)
      toggle.current?.focus()
    }
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [covers])

  return (
    <>
      <nav aria-label={t.frame.skip}>
        <a className="skip-link" href="#content">
          {t.frame.skip}
        </a>
      </nav>
      <div className="frame">
        <TopBar toggle={toggle} navigation={open} onToggleNavigation={() => setOpen(!open)} />
        <div className="frame-body">
          {/* Removed instead of collapsed: the library's collapsed items have attributes that screen
              readers reject. */}
          {open && <Navigation onArrive={() => covers && setOpen(false)} />}
          <main className="content" id="content" ref={content} tabIndex={-1} inert={covers}>
            {children}
          </main>
        </div>
      </div>
    </>
  )
}

/** Below this width the navigation leaves too little room for the page. */
function isNarrow(): boolean {
  return window.matchMedia('(width < 64rem)').matches
}
