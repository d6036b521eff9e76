import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { ApiError } from '../api/api-error.ts'
import { useTexts } from '../text/use-texts.ts'
import { InDetail } from './in-detail.tsx'

type Kind =
  | 'session'
  | 'unreachable'
  | 'forbidden'
  | 'notFound'
  | 'unreadable'
  | 'busy'
  | 'outage'
  | 'limited'
  | 'conflict'
  | 'invalid'
  | 'other'

const KINDS: Readonly<Record<number, Kind>> = {
  0: 'unreachable',
  400: 'invalid',
  401: 'session',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'unreadable',
  429: 'limited',
  502: 'unreachable',
  503: 'busy',
  504: 'unreachable',
}

/** Causes that the status does not tell. */
const KINDS_OF_CODES: Readonly<Record<string, Kind>> = {
  database_unavailable: 'outage',
  event_unreadable: 'unreadable',
  forgotten: 'unreadable',
}

/** Errors that no later try can avoid. */
const LASTING: readonly Kind[] = ['notFound', 'unreadable', 'forbidden']

interface Props {
  readonly error: ApiError
  /** the page still shows data from an earlier request */
  readonly stale?: boolean
  readonly onRetry?: () => void
}

/** The error and what to do. */
export function ErrorNote({ error, stale = false, onRetry }: Props) {
  const { t, language } = useTexts()
  const kind = KINDS_OF_CODES[error.code] ?? KINDS[error.status] ?? 'other'
  const again = !LASTING.includes(kind)
  // The service's own sentences are more precise than general advice. But for a missing role they
  // address the administrator who configures clients.
  const own = [400, 403, 409, 410, 429].includes(error.status) && error.code !== 'grant_missing'
  const particulars = [own ? sentence(error.message) : '', error.details.join('; ')]
  const english = particulars.filter(Boolean).join(' ')
  const todo = t.errors.todo[error.code]
  const inEnglish = language === 'en' && todo === undefined
  return (
    <MessageStrip design={stale ? 'Critical' : 'Negative'} hideCloseButton role="alert">
      <strong>{t.errors.title[kind]}.</strong>{' '}
      {inEnglish && own ? '' : (todo ?? t.errors.advice[kind])}{' '}
      {inEnglish ? english : english !== '' && <InDetail sentence={english} />}
      {stale && ` ${t.errors.stale}`} <small>{t.errors.code(error.code)}</small>
      {onRetry !== undefined && again && (
        <Button design="Transparent" onClick={onRetry}>
          {t.common.tryAgain}
        </Button>
      )}
    </MessageStrip>
  )
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}
