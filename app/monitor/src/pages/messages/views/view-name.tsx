import { Fragment, type ReactNode } from 'react'
import { shortType } from '../../../parts/event-type.tsx'
import { SubjectReference } from '../../../parts/subject-reference.tsx'
import type { Texts } from '../../../text/en.ts'
import type { Formats } from '../../../text/format.ts'
import { useTexts } from '../../../text/use-texts.ts'
import { isNewestFirst, type MessageFilter, readFilter } from '../message-filter.ts'

interface Props {
  /** as in an address */
  readonly view: Readonly<Record<string, unknown>>
}

/** A view in words. */
export function ViewName({ view }: Props) {
  const { t, f } = useTexts()
  const texts = Object.entries(view).map(([field, value]) => [field, String(value)] as const)
  const parts = partsOf(readFilter(new URLSearchParams([...texts].map(([a, b]) => [a, b]))), t, f)
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no identity
    <Fragment key={at}>
      {at > 0 && ' · '}
      {part}
    </Fragment>
  ))
}

function partsOf(filter: MessageFilter, t: Texts, f: Formats): readonly ReactNode[] {
  const { status, type, handler, company, subject, noHandler } = filter.fields
  const statuses: Readonly<Record<string, string>> = t.common.status_
  return [
    status !== undefined && (statuses[status] ?? status),
    type !== undefined && shortType(type),
    handler,
    noHandler !== undefined && t.messages.nobody,
    company,
    subject !== undefined && <SubjectReference id={subject} />,
    ...rangesOf(filter, t, f),
    !isNewestFirst(filter.order) &&
      t.messages.sortBy[filter.order.order](t.messages.column[filter.order.sort]),
  ].filter((part) => part !== undefined && part !== false)
}

function rangesOf(filter: MessageFilter, t: Texts, f: Formats): readonly (string | false)[] {
  const { period, from, to, effective, days } = filter
  const { effectiveFrom = '', effectiveTo = '' } = days
  const day = (text: string) => (text === '' ? '…' : f.calendarDay(text))
  const time = (text: string) => (text === '' ? '…' : f.exact(text))
  return [
    period !== 'all' &&
      `${t.messages.period}: ${period === 'between' ? `${time(from)} – ${time(to)}` : t.messages.periods[period]}`,
    effective !== 'any' &&
      `${t.messages.column.effective}: ${effective === 'between' ? `${day(effectiveFrom)} – ${day(effectiveTo)}` : t.messages.effective[effective]}`,
  ]
}
