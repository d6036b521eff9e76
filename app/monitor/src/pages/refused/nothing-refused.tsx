import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Link } from 'react-router'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** @param seen some causes are marked as seen */
export function NothingRefused({ seen }: { readonly seen: boolean }) {
  const { t } = useTexts()
  const { title, none, noneText, noneNew, noneNewText, toConnect } = t.refused
  return (
    <Section title={title}>
      <EmptyState
        icon="sys-enter-2"
        title={seen ? noneNew : none}
        text={seen ? noneNewText : noneText}
      >
        <Link to="/connect">{toConnect}</Link>
      </EmptyState>
    </Section>
  )
}
