import '@ui5/webcomponents-icons/dist/error.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Component, type ReactNode } from 'react'
import { EmptyState } from '../parts/empty-state.tsx'
import { Page } from '../parts/page.tsx'
import { useTexts } from '../text/use-texts.ts'

interface Props {
  /** another one is another attempt */
  readonly address: string
  readonly children: ReactNode
}

interface State {
  readonly failed: boolean
}

/** Where a page cannot be loaded or drawn: the frame stays, and a sentence says what to do. */
export class PageBoundary extends Component<Props, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override componentDidUpdate({ address }: Props): void {
    if (this.state.failed && address !== this.props.address) this.setState({ failed: false })
  }

  override render(): ReactNode {
    return this.state.failed ? <NotShown /> : this.props.children
  }
}

function NotShown() {
  const { t } = useTexts()
  return (
    <Page title={t.errors.notShown}>
      <EmptyState icon="error" title={t.errors.notShown} text={t.errors.notShownText}>
        <Button design="Emphasized" onClick={() => window.location.reload()}>
          {t.errors.reload}
        </Button>
      </EmptyState>
    </Page>
  )
}
