import { useNow } from '../text/now.ts'
import { serverNow } from '../text/server-clock.ts'
import { useTexts } from '../text/use-texts.ts'

interface Props {
  readonly at: string | null | undefined
  /** what stands where there is no time */
  readonly none?: string
  /** it may be in the future */
  readonly planned?: boolean
}

/** The clock time today, the date on other days; the exact time and its zone on hover. */
export function Time({ at, none = '–', planned = false }: Props) {
  const { f } = useTexts()
  // It only draws again. Its time is older than a row that has just arrived.
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
