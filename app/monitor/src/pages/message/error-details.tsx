import type { StoredError } from '../../api/shapes.ts'
import { ScrollRegion } from '../../parts/scroll-region.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly error: unknown
  /** in one line, for attempts that were followed by others */
  readonly brief: boolean
}

const MAX_CAUSES = 5

/** The error of a handler. The stack trace appears on demand. */
export function ErrorDetails({ error, brief }: Props) {
  const { t } = useTexts()
  const stored = asStored(error)
  const causes = causesOf(stored)
  return (
    <div>
      <p className={brief ? 'error-brief' : 'error-text'}>
        {stored.name != null && <strong>{stored.name}: </strong>}
        {stored.message ?? t.common.unknown}
        {stored.code != null && <small> ({stored.code})</small>}
        {causes.map((cause) => (
          <span key={cause}>
            <br />
            {t.message.causedBy}: {cause}
          </span>
        ))}
      </p>
      {stored.stack != null && (
        <details>
          <summary>{t.message.stack}</summary>
          <ScrollRegion className="stack" label={t.message.stack}>
            <pre>{stored.stack}</pre>
          </ScrollRegion>
        </details>
      )}
    </div>
  )
}

function asStored(error: unknown): StoredError {
  return typeof error === 'object' && error !== null ? error : { message: String(error) }
}

function causesOf({ cause }: StoredError): string[] {
  const causes: string[] = []
  for (let at = cause; at != null && causes.length < MAX_CAUSES; at = asStored(at).cause) {
    const { name, message } = asStored(at)
    causes.push([name, message].filter(Boolean).join(': '))
  }
  return causes
}
