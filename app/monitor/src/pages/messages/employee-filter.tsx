import { FilterSelect } from './filter-select.tsx'
import '@ui5/webcomponents-icons/dist/decline.js'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { addressOf, askJson } from '../../api/request.ts'
import type { Page, SubjectEntry } from '../../api/shapes.ts'
import { SubjectReference } from '../../parts/subject-reference.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { FilterInput } from './filter-input.tsx'

interface Props {
  /** id of a subject; '' = none */
  readonly value: string
  readonly onChange: (subject: string) => void
}

/** Finds the employee by the complete id. The address then contains a reference, never the id. */
export function EmployeeFilter({ value, onChange }: Props) {
  const { t } = useTexts()
  const search = useMutation({
    mutationFn: (key: string) =>
      askJson<Page<SubjectEntry>>(addressOf('/subjects/search'), { key, limit: 20 }),
    onSuccess: ({ items }) => items.length === 1 && onChange(items[0]?.id ?? ''),
  })
  const found = search.data?.items ?? []
  const label = t.common.employee

  if (value !== '') {
    return (
      <div className="filter-field">
        <span>{label}</span>
        <span className="filter-chosen">
          <SubjectReference id={value} />
          <Button
            icon="decline"
            design="Transparent"
            tooltip={t.messages.anyEmployee}
            accessibleName={t.messages.anyEmployee}
            onClick={() => {
              search.reset()
              onChange('')
            }}
          />
        </span>
      </div>
    )
  }
  if (found.length > 1) {
    return (
      <FilterSelect
        label={label}
        value=""
        options={[
          ['', t.messages.severalEmployees(found.length)],
          ...found.map(
            ({ id, company, kind, key }) =>
              [id, [key, kind, company].filter(Boolean).join(' · ')] as const,
          ),
        ]}
        onChange={onChange}
      />
    )
  }
  const error =
    search.error === null ? undefined : (t.errors.todo[search.error.code] ?? search.error.message)
  const problem = search.data !== undefined ? t.messages.noEmployee : error
  return (
    <FilterInput
      label={label}
      value=""
      placeholder={t.messages.employeeHint}
      problem={problem}
      onCommit={(key) => (key === '' ? search.reset() : search.mutate(key))}
    />
  )
}
