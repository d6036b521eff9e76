import '@ui5/webcomponents-icons/dist/download.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import { addressOf, getBytes } from '../../api/request.ts'
import type { MessageDetail } from '../../api/shapes.ts'
import { download } from '../../parts/download.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { bodyText } from './body-text.ts'
import { type PrettyBody, prettyBody } from './pretty-body.ts'
import { RawText } from './raw-text.tsx'

type Form = 'current' | 'original'
type Shown = {
  readonly form: Form
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly body: PrettyBody
}

const EXTENSIONS: Readonly<Record<string, string>> = { json: 'json', csv: 'csv' }

/** The body as it came. It is fetched only when it is asked for, since each look is recorded. */
export function RawBody({ message }: { readonly message: MessageDetail }) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const [shown, setShown] = useState<Shown>()
  const [loading, setLoading] = useState(false)
  const [error, setError] = useState<ApiError>()

  async function show(form: Form): Promise<void> {
    setLoading(true)
    setError(undefined)
    try {
      const bytes = await getBytes(addressOf(`/messages/${message.id}/body`, { form }))
      const { contentType } = form === 'original' ? (message.repair ?? message) : message
      setShown({ form, bytes, body: prettyBody(bodyText(bytes, contentType)) })
    } catch (problem) {
      setError(asApiError(problem))
    } finally {
      setLoading(false)
    }
  }

  function save(bytes: Uint8Array<ArrayBuffer>): void {
    const file = new Blob([bytes], { type: message.contentType ?? 'application/octet-stream' })
    download(file, `${message.id}.${EXTENSIONS[message.format ?? ''] ?? 'xml'}`)
  }

  const forms: readonly Form[] =
    message.repair?.bodyChanged === true ? ['current', 'original'] : ['current']
  const nameOf = (form: Form) => {
    if (forms.length === 1) return t.message.showRaw
    return form === 'original' ? t.repair.showOriginal : t.repair.showRepaired
  }
  const choices = (others: readonly Form[]) =>
    others.map((form) => (
      <Button key={form} icon="show" onClick={() => void show(form)}>
        {nameOf(form)}
      </Button>
    ))

  if (shown !== undefined) {
    return (
      <div className="raw-hidden" style={{ justifyItems: 'stretch' }}>
        <div>
          {choices(forms.filter((form) => form !== shown.form))}{' '}
          <Button icon="download" tooltip={t.message.fixtureHint} onClick={() => save(shown.bytes)}>
            {t.message.fixture}
          </Button>
        </div>
        <RawText body={shown.body} />
      </div>
    )
  }
  if (loading) return <Skeleton lines={8} />
  return (
    <div className="raw-hidden">
      {error !== undefined && <ErrorNote error={error} />}
      <p>{mayReveal ? t.message.rawHidden : t.message.rawNeedsReveal}</p>
      {mayReveal && <div>{choices(forms)}</div>}
    </div>
  )
}
