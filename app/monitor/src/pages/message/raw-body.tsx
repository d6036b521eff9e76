import '@ui5/webcomponents-icons/dist/download.js'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { addressOf, getBytes } from '../../api/request.ts'
import type { MessageDetail } from '../../api/shapes.ts'
import { download } from '../../parts/download.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { bodyText } from './body-text.ts'
import { prettyBody } from './pretty-body.ts'
import { RawText } from './raw-text.tsx'

type Form = 'current' | 'original'

const EXTENSIONS: Readonly<Record<string, string>> = { json: 'json', csv: 'csv' }

/** The raw body. It loads on demand, because the service records each look. */
export function RawBody({ message }: { readonly message: MessageDetail }) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const look = useMutation({
    async mutationFn(form: Form) {
      const bytes = await getBytes(addressOf(`/messages/${message.id}/body`, { form }))
      const { contentType } = form === 'original' ? (message.repair ?? message) : message
      return { form, bytes, body: prettyBody(bodyText(bytes, contentType)) }
    },
  })
  const shown = look.data

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
      <Button key={form} icon="show" onClick={() => look.mutate(form)}>
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
  if (look.isPending) return <Skeleton lines={8} />
  if (message.bodyForgotten) return <p className="muted">{t.message.unreadable}</p>
  return (
    <div className="raw-hidden">
      {look.error !== null && <ErrorNote error={look.error} />}
      {look.error?.status !== 410 && (
        <>
          <p>{mayReveal ? t.message.rawHidden : t.message.rawNeedsReveal}</p>
          {mayReveal && <div>{choices(forms)}</div>}
        </>
      )}
    </div>
  )
}
