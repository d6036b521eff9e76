import { useNow } from '../text/now.ts'
import { serverNow } from '../text/server-clock.ts'
import { useTexts } from '../text/use-texts.ts'

interface Props {
  readonly at: string | null | undefined
  /** text if there is no time */
  readonly none?: string
  /** the time may be in the future */
  readonly planned?: boolean
}

/** The clock time today, the date on other days. The exact time and its zone appear on hover. */
export function Time({ at, none = '–', planned = false }: Props) {
  const { f } = useTexts()
  // This only renders again. The time may be older than a row that has just arrived.
  useNow()
  if (at === null || at === undefined) return <>{none}</>
  return (
    <time dateTime={at} title={f.exact(at)} className="nowrap">
      {f.moment(at, serverNow(), planned)}
    </time>
  )
}

/** The exact time and its zone. */
export function ExactTime({ at }: { readonly at: string }) {
  const { f } = useTexts()
  return <time dateTime={at}>{f.exact(at)}</time>
}
