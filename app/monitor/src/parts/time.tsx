import { useNow } from '../text/now.ts'
import { useTexts } from '../text/use-texts.ts'

interface Props {
  readonly at: string | null | undefined
  /** what stands where there is no time */
  readonly none?: string
}

/** A time as the reader thinks of it; the exact one, in the reader's zone, on hover. */
export function Time({ at, none = '–' }: Props) {
  const { f } = useTexts()
  const now = useNow()
  if (at === null || at === undefined) return <>{none}</>
  return (
    <time dateTime={at} title={f.exact(at)}>
      {f.relative(at, now)}
    </time>
  )
}

/** The exact time; how long ago on hover. */
export function ExactTime({ at }: { readonly at: string }) {
  const { f } = useTexts()
  const now = useNow()
  return (
    <time dateTime={at} title={f.relative(at, now)}>
      {f.exact(at)}
    </time>
  )
}
